"""Write docs/reference/schema.md from the models of a case. Usage: python docs/make_schema.py"""

import re
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from backchannel.case.book import KEY_REFERENCES, REFERENCES, SINGULAR
from backchannel.case.estimate import Estimate, Provenance
from backchannel.case.fields import Value
from backchannel.case.rules import Rule
from backchannel.case.schema import Case
from backchannel.case.shape import fields, models, shape_of
from backchannel.case.stances import COLUMNS, NEEDED

PAGE = Path(__file__).parent / "reference" / "schema.md"

EXAMPLE = """\
case: {id: two_sides, title: Two sides of a war, as_of: 2014-01-28}
actors:
  - {id: government, role: principal, side: state, capability: 100, cost: [0.05, 0.1, 0.2]}
  - {id: rebels, role: principal, side: rebellion, capability: 50, cost: [0.05, 0.15, 0.3]}
issues:
  - {id: authority, anchors: {0: stays as it is, 100: is handed over}, status_quo: 0}
stances:
  - {actor: government, issue: authority, public: 0, private: [0, 15, 40], salience: 100}
  - {actor: rebels, issue: authority, public: 100, private: [50, 80, 95], salience: 100}
levels:
  - {id: settlement, opens: [authority], signers: [government, rebels]}
tracks:
  - {id: plenary, kind: formal, members: [government, rebels]}
  - {id: back_room, kind: corridor, members: [government, rebels], publicity: 0.1}
war: {sides: [{id: state}, {id: rebellion}]}
"""

HEAD = """\
# A case on disk

<!-- Written by docs/make_schema.py from the models in backchannel.case; edit those and run the script. -->

A case is what an analyst says of a conflict and its conference. Two actors, one issue and fifteen lines make a whole
one; a mechanism that a case does not mention is at its neutral value.

```yaml
{EXAMPLE}```

## Files

A case is one YAML file with everything in it, or a folder:

| file | holds |
|---|---|
| `case.yaml` | everything, or everything but what stands in the files below |
| `stances.csv` | `stances`, one row for an actor on an issue |
| `claims.yaml` | `claims` |
| `questions.yaml` | `questions` |
| `resolutions.yaml` | what happened; read when forecasts are scored and never with the case |

`claims.yaml` and `questions.yaml` hold their list, with or without `claims:` or `questions:` above it. Stances may
stand in the table, in `case.yaml` or in both, each actor on each issue once; a row with only actor and issue keeps the
place of a stance that `case.yaml` spells out. `versions/` holds dated copies written by `keep`, read by `log` alone. A
case may also be a [workbook](workbook.md) or a [file of another program](exchange.md).

Files are UTF-8 and at most 5 MB. YAML is read by the rules of YAML 1.2: `no`, `yes`, `on` and `off` are words, only
`true` and `false` are not, and text that holds a colon needs quotes. A key given twice, a tag, an alias, a second
document, a number that is not finite and a nesting deeper than 40 are refused. An error names the file, the line and
the field, and all errors are reported together.

### stances.csv

Separated by commas, or by semicolons or tabs with decimal points or commas; saved from any spreadsheet as UTF-8, or as
the `Unicode Text` of Excel. Blank columns and rows at the end are passed over. A blank cell is not said, `?` is not
known, and a best guess whose low and high are blank is a point. These columns are needed:

{NEEDED}

and these are known:

{COLUMNS}

## Numbers

Every number is an estimate, a value with its doubt:

| written | means |
|---|---|
| `0.3` | a point, without doubt |
| `[0.1, 0.2, 0.4]` | lowest, best, highest; the truth lies between the ends with a chance of 80 % |
| `?` | nobody knows: a wide prior stands in, and `check` says so |
| `{best: 0.2, low: 0.1, high: 0.4, evidence: e1, note: why}` | the same with its source |
| `{experts: [{by: x, low: 0, best: 1, high: 2}, ...]}` | the answers of several experts |

Positions, anchors and saliences are 0-100 on disk, chances and shares are 0-1. The range of each number stands in the
tables below; its *neutral* value takes its mechanism away and is what a number not mentioned stands for.

### Values by level

`trust` and `side_benefit` may differ between levels. One value holds for all, or levels are named, with `else` for
the others:

```yaml
trust: [0.1, 0.3, 0.5]
trust: {aid: 0.6, else: [0.1, 0.2, 0.4]}
```

A level therefore cannot be called {RESERVED}.

### Where it comes from

Records and numbers may both say `evidence` (ids of `evidence`, or `judgement`), `note`, `perspective`, `date` and
`label`. A number without them has those of its record, and a record within a record those of the outer one. A judgement
needs a note.

## Labels

`public` < `partners` < `team` < `secret`. Unless it says otherwise

- a public position is `public`;
- whatever mentions a class of insiders (an actor of role `insider`) is `secret`, its public position too;
- every other number is `team`.

A `label` on a number beats that of its record. A record's label beats both rules but two: public positions stay public,
and a rule for signing that names insiders stays secret. No message shows a value above `public`. Field names, keywords
and ids may be shown, but secret records go by their number, as in `actors[3]`, and nothing in them is repeated.

## Rules for signing

`signers` of a level says who must say yes:

| written | means |
|---|---|
| `russia` | this actor |
| `[a, b]` or `{all: [a, b]}` | all of them |
| `{any: [a, b]}` | at least one of them |
| `{quota: 0.5, of: [a, b, c]}` | so much of their weight; `weights: {a: 0.6}` unless `weight_in_parent` says it |

They nest: `[{any: [a, b]}, c]`.

## Paths

Every number has a path, which names its random stream and can be set with `--set PATH=VALUE`:

| path | is |
|---|---|
| `actors.russia.openness` | a field of a record by its id |
| `actors.russia.trust`, `actors.russia.trust.aid` | a value for all levels, for one level |
| `stances.russia.leadership.private` | a stance by actor and issue |
| `expectations.russia.a_start.now` | an expectation by actor and outcome |
| `ties.russia-government.withheld` | a tie by source and target |
| `levels.transition.breakage.rebels.effect` | breakage by group |
| `levels.transition.signers.0.1.quota` | part 1 of part 0 of a rule, counted from 0 |
| `war.intensity`, `war.sides.state.outcome.leadership`, `conference.table` | fields of records there is one of |

VALUE is a number, `[low, best, high]`, `?`, a word or a list of words; nothing after `=` takes the value out. A value
set takes over the label of the one it replaces, and neither its evidence nor its note.

## Fields

`id` is a lower-case word (a-z, 0-9 and _, a letter first). A field without a default must be given.
"""

WHERE = {
    "Header": "`case`",
    "Estimate": "any number written as a mapping",
    "Expert": "`experts` of a number",
    "Exit": "`exit` of an actor",
    "Sequence": "`sequence` of an issue",
    "Rule": "`signers` of a level, and rules within rules",
    "Requirement": "`requires` of a level",
    "Breakage": "`breakage` of a level",
    "Attendance": "`attendance` of the conference",
    "Side": "`sides` of the war",
    "Test": "`tests` of a claim",
    "Event": "`event` of a question",
}
TYPES = {"str": "text", "int": "whole number", "float": "number", "bool": "true/false", "date": "date"}


def page() -> str:
    """Return the whole page: the introduction, then a table for each record in the order a reader meets it."""
    reserved = "`all`, `else`, " + ", ".join(f"`{key}`" for key in sorted(fields(Estimate)))
    head = HEAD.replace("{EXAMPLE}", EXAMPLE).replace("{RESERVED}", reserved)
    head = head.replace("{NEEDED}", _ticked(NEEDED)).replace("{COLUMNS}", _ticked(COLUMNS))
    return "\n".join([head, *(section(model) for model in models())]).rstrip() + "\n"


def section(model: type[BaseModel]) -> str:
    """Return one record: what it is, where it stands, and a row for each of its fields."""
    groups = {
        shape_of(i.annotation).of.model: n for n, i in fields(Case).items() if shape_of(i.annotation).kind == "list"
    }
    singles = {shape_of(info.annotation).model: name for name, info in fields(Case).items()}
    if model is Case:
        where = "`case.yaml` on top"
    elif model in groups:
        where = f"a list under `{groups[model]}`"
    else:
        where = WHERE.get(model.__name__) or f"`{singles[model]}`"
    said = re.split(r"\n\s*\n\s*>>>", model.__doc__ or "")[0]
    about = " ".join(said.replace("``", "`").split())
    shared = issubclass(model, Provenance) and model is not Estimate
    own = {name: info for name, info in fields(model).items() if not shared or name not in fields(Provenance)}
    also = f"\nAlso {_ticked(fields(Provenance))}, as in an estimate.\n" if shared else ""
    rows = "\n".join(row(name, info, model) for name, info in own.items())
    return f"""\
### {model.__name__}

Stands in {where}. {about}

| field | type | range | unit | default | neutral | symbol | question or meaning |
|---|---|---|---|---|---|---|---|
{rows}
{also}"""


def row(name: str, info: FieldInfo, model: type[BaseModel]) -> str:
    """Return one field as a row of the table."""
    spec = next((m for m in info.metadata if isinstance(m, Value)), None)
    meaning = " ".join(part for part in (spec.ask if spec else "", _sentence(info.description)) if part)
    neutral = "" if spec is None or spec.neutral is None else f"{spec.neutral:g}"
    symbol = f"`{spec.symbol}`" if spec and spec.symbol != "-" else ""
    span = _span(spec.lo, spec.hi) if spec else _limits(info)
    unit = spec.unit if spec else ""
    cells = [f"`{name}`", _kind(name, info, model), span, unit, _default(info, spec), neutral, symbol, meaning]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _ticked(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _sentence(text: str | None) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _span(lo: float, hi: float) -> str:
    return f"{lo:g} or more" if hi == float("inf") else f"{lo:g} to {hi:g}"


def _limits(info: FieldInfo) -> str:
    found = {name: getattr(m, name) for m in info.metadata for name in ("ge", "gt", "le", "lt") if hasattr(m, name)}
    low = f"{found['ge']:g}" if "ge" in found else f"above {found['gt']:g}" if "gt" in found else ""
    high = f"{found['le']:g}" if "le" in found else f"below {found['lt']:g}" if "lt" in found else ""
    least = [m.min_length for m in info.metadata if getattr(m, "min_length", None)]
    if least and shape_of(info.annotation).kind == "list":
        return f"at least {least[0]}"
    return " to ".join(part for part in (low, high) if part)


def _kind(name: str, info: FieldInfo, model: type[BaseModel]) -> str:
    """Return the type of a field in words; for an id, of what."""
    group = REFERENCES.get(model, {}).get(name)
    keys = KEY_REFERENCES.get(model, {}).get(name)
    if name == "evidence" and issubclass(model, Provenance):
        group = "evidence"
    if group:
        what = f"{SINGULAR[group]} id" if group != "evidence" else "evidence id"
        return f"list of {what}" if shape_of(info.annotation).kind == "list" else what
    if keys:
        return f"{SINGULAR[keys]} id: estimate"
    if any(getattr(m, "pattern", None) for m in info.metadata):
        return "id"
    return _type(info.annotation)


def _type(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return "id" if any(getattr(m, "pattern", None) for m in arguments[1:]) else _type(arguments[0])
    if origin in (Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        return _type(inner[0]) if len(inner) == 1 else " or ".join(_type(a) for a in inner)
    if origin is Literal:
        return " / ".join(f"`{word}`" for word in arguments)
    if origin is tuple:
        return f"list of {_type(arguments[0])}" if arguments[1:] == (...,) else "[number, number]"
    if origin is dict:
        return f"{_key(arguments)}: {_type(arguments[1])}"
    if annotation is Estimate:
        return "estimate"
    if annotation is Rule:
        return "rule"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return TYPES.get(annotation.__name__, annotation.__name__)


def _key(arguments: tuple[Any, ...]) -> str:
    if arguments[1] is Estimate:
        return "id"
    if arguments[1] is str and arguments[0] is str:
        return "name"
    return "column" if arguments[0] is str else "whole number"


def _default(info: FieldInfo, spec: Value | None) -> str:
    if info.is_required():
        return ""
    default = info.get_default(call_default_factory=True)
    if isinstance(default, Estimate):
        return "`?`"
    if default is None or default is PydanticUndefined or isinstance(default, BaseModel):
        return "neutral" if spec and spec.neutral is not None else "none"
    if default == () or default == {}:
        return "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return f"`[{', '.join(f'{n:g}' for n in default)}]`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
