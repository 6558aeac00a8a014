// The form for a fault of one's own. What cannot be is refused by the emulator, which says why.
import { type FormEvent, type ReactNode, useState } from 'react'
import { KINDS, TARGETS, toFault } from './to-fault.ts'

export function FaultForm({
  onAdd,
}: {
  onAdd: (fault: Readonly<Record<string, unknown>>) => void
}): ReactNode {
  const [on, setOn] = useState('create_event')
  const [kind, setKind] = useState('status')
  const [scope, setScope] = useState('times')
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    onAdd(toFault(new FormData(event.currentTarget)))
  }
  return (
    <form onSubmit={submit}>
      <Choice name="on" label="What fails" value={on} onChoose={setOn} choices={TARGETS} />
      <Choice name="kind" label="How" value={kind} onChoose={setKind} choices={KINDS} />
      {kind === 'status' && (
        <>
          <Field name="status" label="Status" initial="500" />
          <Field name="retryAfter" label="Retry-After, seconds (none if empty)" initial="" />
        </>
      )}
      {kind === 'delay' && <Field name="ms" label="Milliseconds" initial="1000" />}
      <Choice
        name="scope"
        label="For"
        value={scope}
        onChoose={setScope}
        choices={[
          ['times', 'the next requests'],
          ['forSeconds', 'a while'],
          ['percent', 'a share of requests'],
          ['always', 'every request'],
        ]}
      />
      {scope === 'times' && <Field name="times" label="How many" initial="1" />}
      {scope === 'forSeconds' && <Field name="forSeconds" label="Seconds" initial="30" />}
      {scope === 'percent' && <Field name="percent" label="Percent" initial="10" />}
      <button type="submit">Switch on</button>
    </form>
  )
}

type ChoiceProps = Readonly<{
  name: string
  label: string
  value: string
  onChoose: (value: string) => void
  choices: readonly (readonly [string, string])[]
}>

function Choice({ name, label, value, onChoose, choices }: ChoiceProps): ReactNode {
  return (
    <p className="field">
      <label htmlFor={`fault-${name}`}>{label}</label>
      <select
        id={`fault-${name}`}
        name={name}
        value={value}
        onChange={({ target }) => onChoose(target.value)}
      >
        {choices.map(([choice, title]) => (
          <option key={choice} value={choice}>
            {title}
          </option>
        ))}
      </select>
    </p>
  )
}

type FieldProps = Readonly<{ name: string; label: string; initial: string }>

function Field({ name, label, initial }: FieldProps): ReactNode {
  return (
    <p className="field">
      <label htmlFor={`fault-${name}`}>{label}</label>
      <input id={`fault-${name}`} name={name} defaultValue={initial} inputMode="decimal" />
    </p>
  )
}
