"""`backchannel theory` as a person and as a program see it."""

import io
import json

import pytest

from backchannel.theory.catalogue import CATALOGUE, evaluate
from backchannel.theoryface import run

EXAMPLES = {form.name: dict(form.example) for form in CATALOGUE.values()}


def asked(capsys, name=None, *settings, show=False, as_json=False):
    run(name, list(settings), show=show, as_json=as_json)
    return capsys.readouterr().out


def piped(capsys, monkeypatch, name, what):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(what)))
    return json.loads(asked(capsys, name, as_json=True))


def test_the_list_has_every_name_whole(capsys):
    listed = asked(capsys)
    assert all(f"{name} " in listed for name in CATALOGUE)
    assert max(map(len, listed.splitlines())) <= 100
    assert [each["name"] for each in json.loads(asked(capsys, as_json=True))] == list(CATALOGUE)


@pytest.mark.parametrize("form", CATALOGUE.values(), ids=lambda form: form.name)
def test_show_has_equation_symbols_source_and_caveats(capsys, form):
    shown = asked(capsys, form.name, show=True)
    assert max(map(len, shown.splitlines())) <= 100
    flat = " ".join(shown.split())
    for text in (form.equation, form.source, form.caveats):
        assert " ".join(text.split()) in flat
    rows = [line.split()[0] for line in shown.splitlines() if line.strip()]
    assert all(symbol in rows for symbol, _, _ in form.symbols)


@pytest.mark.parametrize("name", CATALOGUE)
def test_settings_an_object_and_a_list_give_the_same_at_full_precision(capsys, monkeypatch, name):
    example, expected = EXAMPLES[name], evaluate(name, EXAMPLES[name])
    settings = [f"{key}={json.dumps(value)}" for key, value in example.items()]
    assert json.loads(asked(capsys, name, *settings, as_json=True)) == expected
    assert piped(capsys, monkeypatch, name, example) == expected
    assert piped(capsys, monkeypatch, name, [example, example]) == [expected, expected]
    shown = asked(capsys, name, *settings)
    assert [line.split(" = ")[0] for line in shown.splitlines() if " = " in line] == list(expected)


def test_numbers_may_begin_with_the_point(capsys):
    point = asked(capsys, "random_proposer_unanimity", "rho=[.5, .3,.2]", "d=.9", as_json=True)
    assert json.loads(point) == evaluate("random_proposer_unanimity", {"rho": [0.5, 0.3, 0.2], "d": 0.9})
    negative = asked(capsys, "nash_linear_pie_n", "d=[-.5,.25]", as_json=True)
    assert json.loads(negative) == evaluate("nash_linear_pie_n", {"d": [-0.5, 0.25]})
    assert json.loads(asked(capsys, "rubinstein_limit", "r1=1.5e1", "r2=.5E1", as_json=True)) == {"share_first": 0.25}


def test_what_is_no_number_is_shown_as_json_has_it(capsys):
    shown = asked(capsys, "war_dependent_group", "alpha=.5", "v0=1", "beta=.3", "kappa=1", "g=.4")
    assert shown.splitlines() == ["m_star = null", "case = unbounded", "threshold = 0"]


@pytest.mark.parametrize(
    ("name", "settings", "says"),
    [
        ("rubinstien", [], "did you mean `?rubinstein"),
        ("rubinstein", ["d1=.9", "d2=1"], "'d2' is 1; expected a number in"),
        ("rubinstein", ["d1"], "expected PARAMETER=NUMBER"),
        ("rubinstein", ["d1=.9,.8"], "neither a number nor a list"),
        ("rubinstein", ["d1=.9", "d1=.8"], "d1 is set twice"),
    ],
)
def test_one_message_says_what_is_wrong(name, settings, says):
    with pytest.raises(ValueError, match=says) as error:
        run(name, settings, show=False, as_json=False)
    assert len(str(error.value).splitlines()) == 1


def test_the_item_that_is_wrong_is_named(capsys, monkeypatch):
    with pytest.raises(ValueError, match="item 1 of the list: rubinstein: 'd1' is 2; expected"):
        piped(capsys, monkeypatch, "rubinstein", [EXAMPLES["rubinstein"], {"d1": 2, "d2": 0.5}])
