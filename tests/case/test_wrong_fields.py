"""Fields that are wrong: each is named by file, line and field, all at once."""

import pytest

from backchannel.case.problems import PRINTED, CaseError, Problem
from backchannel.case.reading import read_case
from tests.case.cases import FULL, line_of, problems, write

WRONG = [
    # what stands in the case, what is put there, where the error must point, what it must say
    ("role: leader", "role: leadr", "actors.circle.role", "(got `leadr`)", "did you mean `leader`"),
    ("cost: [0.05", "cots: [0.05", "actors.government.cots", "not a field (`cots`)", "did you mean `cost`"),
    ("issues:\n", "isues:\n", "isues", "not a field (`isues`)", "did you mean `issues`"),
    ("id: circle", "id: The Circle", "actors[1].id", "not an id, value not shown", "lower-case word"),
    ("id: circle", "id: Circle", "actors.Circle.id", "(got `Circle`)", "write `circle`"),
    ("survival: 0.7, ", "", "actors.circle.exit.survival", "is missing", "add `survival"),
    ("as_of: 2014-01-28", "as_of: 28.1.2014", "case.as_of", "(got '28.1.2014')", "YYYY-MM-DD"),
    ("as_of: 2014-01-28", "as_of: 20140128", "case.as_of", "(got 20140128)", "YYYY-MM-DD"),
    ("as_of: 2014-01-28", "as_of: 2014-02-30", "case.as_of", "not a date", "YYYY-MM-DD"),
    ("title: A toy conference", "title: 7", "case.title", "not text", "put quotes"),
    ("title: A toy conference", "title: ''", "case.title", "is empty", "text"),
    ("title: A toy conference", "title:", "case.title", "is empty", ""),
    ("title: A toy conference", "title: " + "x" * 4001, "case.title", "too long", "4000"),
    ("cost: [0.05, 0.1, 0.2]", "cost: [0.05, 0.1]", "actors.government.cost", "not shown (team)", "got 2"),
    ("cost: [0.05, 0.1, 0.2]", "cost: [0.2, 0.1, 0.05]", "actors.government.cost", "not shown", "low <= best <= high"),
    ("cost: [0.05, 0.1, 0.2]", "cost: [0.2, x, 0.05]", "actors.government.cost.best", "not a number", ""),
    ("cost: [0.05, 0.1, 0.2]", "cost: [true, true, true]", "actors.government.cost", "not shown", "true/false"),
    ("cost: [0.05, 0.1, 0.2]", "cost: true", "actors.government.cost", "not shown", "a number"),
    ("cost: [0.05, 0.1, 0.2]", "cost: 5 %", "actors.government.cost", "not shown", "without the sign"),
    ("cost: [0.05, 0.1, 0.2]", "cost: 0,1", "actors.government.cost", "not shown", "decimal point"),
    ("cost: [0.05, 0.1, 0.2]", "cost: {low: 1}", "actors.government.cost", "not right", "`best`"),
    ("cost: [0.05, 0.1, 0.2]", "cost: [1, 5, 10]", "actors.government.cost.best", "above its range", "from 0 to 1"),
    ("trust: 0.3", "trust: 30", "actors.government.trust", "above its range", "from 0 to 1"),
    ("{aid: 0.4, else: 0.1}", "{aid: 4, else: 0.1}", "actors.circle.trust.aid", "above its range", "from 0 to 1"),
    ("publicity: 1\n", "publicity: -1\n", "tracks.plenary.publicity", "below its range", "from 0 to 1"),
    ("public: 100", "public: 140", "stances.rebels.leadership.public", "(got 140)", "from 0 to 100"),
    ("salience: 70", "salience: 170", "stances.rebels.leadership.salience", "not shown (team)", "from 0 to 100"),
    ("{leadership: 100}}", "{leadership: 101}}", "war.sides.rebellion.outcome.leadership", "above", "from 0 to 100"),
    ("quota: 0.5", "quota: -1", "levels.transition.signers.0.1.quota", "below its range", "at least 0"),
    ("min: 50", "min: 500", "levels.transition.requires[0].min", "out of range", "at most 100"),
    ("credibility: 2", "credibility: 9", "evidence.e1.credibility", "known words", "1, 2, 3"),
    (
        "audience_cost: {best: 0.3",
        "audience_cost: {label: secrt, best: 0.3",
        "actors.rebels.audience_cost.label",
        "",
        "did you mean `secret`",
    ),
    ("voice: [women]", "voice: [womn]", "absent[0].voice[0]", "(got `womn`)", "did you mean `women`"),
    ("voice: [women]", "voice: women", "absent[0].voice", "not a list (got `women`)", "a list"),
    ("opens: [access]", "opens: []", "levels.aid.opens", "is empty", "at least one"),
    ("kind: formal", "kind: formal\n    open: maybe", "tracks.plenary.open", "true or false", ""),
    ("title: A toy", "horizon_months: 1.5\n  title: A toy", "case.horizon_months", "(got 1.5)", "whole number"),
    ("title: A toy", "horizon_months: 0\n  title: A toy", "case.horizon_months", "(got 0)", "at least 1"),
    ("awaits: the game", "share_needed: 0.5", "claims.C1", "", "`tests` or `awaits`"),
    (
        "signers: [government, rebels]",
        "signers: {all: [government], any: [rebels]}",
        "levels.aid.signers",
        "",
        "actor id",
    ),
    ("signers: [government, rebels]", "signers: []", "levels.aid.signers", "", "at least one actor"),
    ("signers: [government, rebels]", "signers: 7", "levels.aid.signers", "", "actor id"),
    ("{id: state}\n", "state\n", "war.sides[0]", "not a mapping", "NAME: VALUE"),
    # references
    (
        "issue: access, public: 95",
        "issue: acces, public: 95",
        "stances.rebels.acces.issue",
        "(got `acces`)",
        "did you mean `access`",
    ),
    (
        "parent: government\n    trust",
        "parent: goverment\n    trust",
        "actors.circle.parent",
        "(got `goverment`)",
        "`government`",
    ),
    ("side: rebellion", "side: rebelion", "actors.rebels.side", "(got `rebelion`)", "`rebellion`"),
    ("{aid: 0.4", "{ad: 0.4", "actors.circle.trust.ad", "(got `ad`)", "`aid`"),
    ("{aid: 0.4", "{all: 0.4", "actors.circle.trust.all", "beside other levels", "else"),
    (
        "ratifiers: [northland]",
        "ratifiers: [nrthland]",
        "levels.transition.ratifiers[0]",
        "(got `nrthland`)",
        "`northland`",
    ),
    ("table: plenary", "table: plenry", "conference.table", "(got `plenry`)", "`plenary`"),
    ("level: aid", "level: aide", "outcomes.a_start.level", "(got `aide`)", "`aid`"),
    ("outcome: a_start", "outcome: a_strt", "expectations.rebels.a_strt.outcome", "(got `a_strt`)", "`a_start`"),
    ("source: article", "source: artcle", "evidence.e1.source", "(got `artcle`)", "`article`"),
    (
        "salience: 30, evidence: e1",
        "salience: 30, evidence: e2",
        "stances.rebels.access.evidence",
        "(got `e2`)",
        "e1 or judgement",
    ),
    (
        "salience: 30, evidence: e1",
        "salience: 30, evidence: article",
        "stances.rebels.access.evidence",
        "",
        "that is a source",
    ),
    (
        "high: 0.5, evidence: e1",
        "high: 0.5, evidence: zz",
        "actors.rebels.audience_cost.evidence",
        "(got `zz`)",
        "judgement",
    ),
    (
        "outcome: {leadership",
        "outcome: {leadrship",
        "war.sides.rebellion.outcome.leadrship",
        "(got `leadrship`)",
        "`leadership`",
    ),
    ("group: rebels", "group: rebel", "levels.aid.breakage.rebel.group", "(got `rebel`)", "`rebels`"),
    (
        "members: [government, rebels, circle]",
        "members: [government, rebel]",
        "tracks.plenary.members[1]",
        "(got `rebel`)",
        "`rebels`",
    ),
    ("target: government", "target: goverment", "ties.northland-goverment.target", "(got `goverment`)", "`government`"),
    # structure
    ("id: northland", "id: rebels", "actors.rebels", "same `id`", "rename"),
    (
        "issue: access, public: 95",
        "issue: leadership, public: 95",
        "stances.rebels.leadership",
        "same `actor` and `issue`",
        "",
    ),
    (
        "opens: [leadership, access]",
        "opens: [access]",
        "levels.transition.requires[0].issue",
        "does not open (got `leadership`)",
        "",
    ),
    (
        "status_quo: 0\n",
        "status_quo: 0\n    sequence: {waits_low: [access]}\n",
        "issues.leadership.sequence",
        "no sequence",
        "",
    ),
    ("id: aid\n", "id: best\n", "levels.best.id", "another meaning (got `best`)", "rename"),
    ("id: aid\n", "id: else\n", "levels.else.id", "another meaning", "rename"),
    ("parent: government\n    trust", "parent: circle\n    trust", "actors.circle.parent", "circle", ""),
    ("100: goes}", "100: goes, 101: gone}", "issues.leadership.anchors", "outside the scale", "0 to 100"),
    ("100: goes}", "100: goes, '+100': gone}", "issues.leadership.anchors", "two anchors", ""),
    ("id: C1", "id: C.1", "claims[0].id", "not an id", "letters"),
]


@pytest.mark.parametrize(("old", "new", "field", "said", "help"), WRONG)
def test_an_error_names_its_line_and_field(tmp_path, old, new, field, said, help):
    assert old in FULL
    text = FULL.replace(old, new, 1)
    path = write(tmp_path, text)
    changed = next(i for i, (a, b) in enumerate(zip(FULL.split("\n"), text.split("\n"), strict=False), 1) if a != b)
    found = [p for p in problems(path) if p.field == field and said in p.message and help in f"{p.expected} {p.fix}"]
    assert found, "\n".join(map(str, problems(path)))
    lines = {changed, line_of(FULL, "issue: leadership, min"), line_of(FULL, "- id: circle")}
    lines |= {changed + 1} if new.count("\n") > old.count("\n") else set()
    assert found[0].line in lines
    assert str(found[0]).startswith(f"{path}:{found[0].line}: {field}: ")
    assert found[0].column


@pytest.mark.parametrize("group", ["case", "actors", "issues", "levels", "tracks"])
def test_a_group_that_is_missing_empty_or_no_list(tmp_path, group):
    start = FULL.index(f"\n{group}:") + 1 if group != "case" else 0
    end = next(i + 1 for i in range(start + 1, len(FULL)) if FULL[i] == "\n" and FULL[i + 1] not in " -")
    for text in ("", f"{group}:\n", f"{group}: []\n", f"{group}: 7\n", f"{group}: {{a: 1}}\n"):
        found = problems(write(tmp_path, FULL[:start] + text + FULL[end:]))
        assert any(p.field.startswith(group) for p in found), text


def test_all_that_is_wrong_is_said_at_once_in_file_order(tmp_path):
    text = (
        FULL.replace("role: leader", "role: leadr")
        .replace("issue: access", "issue: acces")
        .replace("public: 100", "public: 101")
    )
    found = problems(write(tmp_path, text))
    assert [p.line for p in found] == sorted(p.line for p in found)
    assert {p.field for p in found} >= {
        "actors.circle.role",
        "stances.rebels.acces.issue",
        "stances.rebels.leadership.public",
    }


def test_no_more_than_twenty_are_printed():
    error = CaseError([Problem(severity="error", message=f"wrong {n}") for n in range(33)], more=5)
    lines = str(error).split("\n")
    assert len(lines) == PRINTED + 1
    assert lines[-1] == "... and 18 more"
    assert len(error.problems) == 33


def test_a_problem_is_one_line_whatever_is_in_it():
    assert "\n" not in str(Problem(severity="error", file="a\nb\x1b[31m", message="x\u2028y"))


def test_a_flood_of_errors_is_counted_and_soon_over(tmp_path):
    rows = "\n".join(f"  - {{id: a{n}, role: wrng, parent: b{n}}}" for n in range(3000))
    with pytest.raises(CaseError, match=r"and \d+ more"):
        read_case(write(tmp_path, FULL.replace("actors:\n", f"actors:\n{rows}\n")))
