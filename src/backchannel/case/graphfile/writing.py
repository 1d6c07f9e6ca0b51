"""A graph model -> a file in the published form, which reads back as the very same."""

from __future__ import annotations

import json
from pathlib import Path

from backchannel.case.graphfile.schema import GraphFile
from backchannel.core.files import write


def graph_text(file: GraphFile) -> str:
    """The JSON of a model: what is at its default is left out, one line an entry."""
    said = file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    said = {"format": file.format, **said}
    lines = []
    for key, value in said.items():
        if isinstance(value, list | dict) and value:
            one = _rows(value)
            lines.append(f"  {json.dumps(key)}: {one}")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(value: object) -> str:
    if isinstance(value, dict):
        inner = [f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items()]
        return "{\n" + ",\n".join(inner) + "\n  }"
    assert isinstance(value, list)
    return "[\n" + ",\n".join(f"    {json.dumps(v, ensure_ascii=False)}" for v in value) + "\n  ]"


def write_graph(file: GraphFile, path: Path) -> None:
    """Write a model whole or not at all; above `public` only its owner may read it. Raises OSError."""
    write(path, graph_text(file), mode=0o644 if file.label == "public" else 0o600, exact=True)
