// The page's markup. It holds no data: the script fills it in. The roles stay where a narrow screen shows no table.

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
<header>
  <h1>Mida emulator</h1>
  <p id="connection" role="status">Connecting…</p>
  <label>Project <select id="project"><option value="">All</option></select></label>
  <button id="reset" type="button">Reset</button>
</header>
<main>
  <section aria-labelledby="events-title">
    <h2 id="events-title">Events <span id="event-count"></span></h2>
    <div class="scroll" role="region" aria-labelledby="events-title" tabindex="0">
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Time</th>
            <th role="columnheader" scope="col">Name</th>
            <th role="columnheader" scope="col">Properties</th>
            <th role="columnheader" scope="col">Visitor</th>
            <th role="columnheader" scope="col">By</th>
          </tr>
        </thead>
        <tbody role="rowgroup" id="events"></tbody>
      </table>
    </div>
    <p id="no-events" class="empty">Nothing recorded yet.</p>
  </section>
  <section aria-labelledby="visitors-title">
    <h2 id="visitors-title">Visitors <span id="visitor-count"></span></h2>
    <div class="scroll" role="region" aria-labelledby="visitors-title" tabindex="0">
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">mida_uuid</th>
            <th role="columnheader" scope="col">id</th>
            <th role="columnheader" scope="col">email</th>
            <th role="columnheader" scope="col">Attributes</th>
            <th role="columnheader" scope="col">Aliases</th>
          </tr>
        </thead>
        <tbody role="rowgroup" id="visitors"></tbody>
      </table>
    </div>
    <p id="no-visitors" class="empty">Nobody seen yet.</p>
  </section>
</main>
</body>
</html>
`
