"""Write docs/reference/theory.md from the catalogue of closed forms. Usage: python docs/make_theory.py"""

import json
from pathlib import Path

from backchannel.theory.catalogue import CATALOGUE, Form, Output, Parameter, Value, evaluate

PAGE = Path(__file__).parent / "reference" / "theory.md"

HEAD = """\
# Closed forms

<!-- Written by docs/make_theory.py from the catalogue in backchannel.theory; edit that and run the script. -->

What the literature, or this project, can say in one line of algebra. The command line answers them all:

```text
backchannel theory
backchannel theory NAME --show
backchannel theory NAME --set p=.6
backchannel theory NAME --json < params.json
```

The first lists them, the second prints what stands below, the others compute: `--set` once for each parameter, or a
JSON object, or a list of objects for a list of answers. In Python it is `evaluate(name, params)` of
`backchannel.theory.catalogue`. A parameter that is missing, misspelt, of the wrong type or out of its range is an
error that says so.

A parameter may be a number, a list `[.5, .3, .2]` or, as rows, a matrix `[[.8, .2], [.2, .8]]`; where the table says
so, one number stands for a list of equal ones. An answer is an object with the outputs below as keys. An output is a
number, a list of numbers in the order of the parameters, true or false, or a word; `null` stands where there is no such
number. A point of two utilities is a list of two.

Payoffs are per-period averages in shares of total stakes, so war, peace and deal values share one unit. Chances,
trust and enforcement lie in [0, 1]. Where a form is called a *reduced form* it has the direction its source argues
for and not the author's own algebra.
"""


def page() -> str:
    """Return the whole page, in the order of the catalogue."""
    contents = "\n".join(f"- [{form.title}](#{anchor(form)})" for form in CATALOGUE.values())
    return "\n".join([HEAD, contents, "", *(section(form) for form in CATALOGUE.values())]).rstrip() + "\n"


def anchor(form: Form) -> str:
    """Return the label that the contents link to."""
    return form.name.replace("_", "-")


def section(form: Form) -> str:
    """Return one entry: equation, command, answer, symbols, source and caveats."""
    example = dict(form.example)
    given = " ".join(setting(name, value) for name, value in example.items())
    answer = ", ".join(f"`{name}` {shown(value)}" for name, value in evaluate(form.name, example).items())
    taken = "\n".join(f"| `{p.name}` | {p.meaning} | {p.span} | {needed(p)} |" for p in form.parameters)
    answers = "\n".join(f"| `{name}` | {meaning} | {span} |" for name, meaning, span in form.results)
    return f"""\
({anchor(form)})=
## {form.title}

`{form.name}`

```text
{form.equation}
```

```text
backchannel theory {form.name} {given}
```

Answer: {answer}.

| parameter | meaning | range | if not given |
|---|---|---|---|
{taken}

| output | meaning | range |
|---|---|---|
{answers}

Source: {form.source}

Caveats: {form.caveats}
"""


def setting(name: str, value: Value) -> str:
    """Write a parameter as the command line takes it; a list in quotes, for the shell's sake."""
    return f"--set {name}={value:g}" if isinstance(value, float | int) else f"--set '{name}={json.dumps(value)}'"


def needed(parameter: Parameter) -> str:
    """Say what happens when a parameter is left out."""
    if parameter.required:
        return "an error"
    return "see meaning" if parameter.default is None else json.dumps(parameter.default)


def shown(value: Output) -> str:
    """Show an output to six digits, so that the last bits of a platform do not change the page."""
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return value if isinstance(value, str) else f"{value:.6g}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
