// A button that puts a text on the clipboard, and says whether that worked.
import { type ReactNode, useState } from 'react'

type CopyButtonProps = Readonly<{ text: string; label: string }>

/** Over plain http at another address than this machine's there is no clipboard: the text stands above to be selected. */
export function CopyButton({ text, label }: CopyButtonProps): ReactNode {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied('yes')
    } catch {
      setCopied('failed')
    }
  }
  return (
    <p className="copy">
      <button type="button" onClick={() => void copy()}>
        {label}
      </button>{' '}
      <span role="status">
        {copied === 'yes' && 'Copied. It takes the key from $MIDA_API_KEY.'}
        {copied === 'failed' && 'This page may not use the clipboard. Select the text above.'}
      </span>
    </p>
  )
}
