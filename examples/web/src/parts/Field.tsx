import { type ComponentProps, useId } from "react";

interface Refused {
  readonly path: string;
  readonly message: string;
}

/** What the graph refused, by the last part of its path. */
export type RefusedFields = readonly Refused[];

interface FieldProps extends ComponentProps<"input"> {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly refused?: RefusedFields | undefined;
  /** Where the graph has it, when that is not under its name. */
  readonly path?: string;
}

/** A labelled input that says beside itself why its value was refused. */
export function Field({ name, label, hint, refused = [], path = name, ...input }: FieldProps) {
  const id = useId();
  const complaint = refused.find((field) => field.path === path || field.path.endsWith(`.${path}`))?.message;
  const described = [hint && `${id}-hint`, complaint && `${id}-complaint`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} name={name} aria-invalid={complaint !== undefined} aria-describedby={described} {...input} />
      {hint && (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
      {complaint && (
        <small id={`${id}-complaint`} className="complaint">
          {complaint}
        </small>
      )}
    </div>
  );
}

/** The text fields of a submitted form. */
export function textOf(form: HTMLFormElement): (name: string) => string {
  const data = new FormData(form);
  return (name) => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
}
