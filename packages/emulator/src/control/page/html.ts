// The page's markup. It holds no data: its script (page/main.tsx, bundled) fills it in.

export const PAGE_HTML: string = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mida emulator</title>
<link rel="icon" href="/favicon.ico" type="image/svg+xml">
<link rel="stylesheet" href="/emulator/page.css">
<script src="/emulator/page.js" defer></script>
</head>
<body>
<div id="root"></div>
<noscript>This page needs JavaScript. What it shows is at /emulator/state as JSON.</noscript>
</body>
</html>
`
