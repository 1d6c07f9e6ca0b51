"""The Geneva II case says where everything comes from, names nobody, knows nothing later and copies nothing."""

import datetime as dt
import json
import re

import pytest

from backchannel.case.inputs import inputs
from backchannel.case.reading import read_case
from backchannel.case.schema import Stance
from backchannel.core.labels import Label
from tests.support import ROOT, shared_path

FOLDER = ROOT / "cases" / "geneva-ii"
FILES = sorted(p for p in FOLDER.iterdir() if p.is_file())
DATED = [p for p in FILES if p.name not in ("questions.yaml", "resolutions.yaml")]
DOCS = [
    p for p in (ROOT / "docs").rglob("*") if p.suffix in (".md", ".rst", ".ipynb", ".py") and "_build" not in p.parts
]
PAGES = [*FILES, *sorted(DOCS)]
CLAIMS = {
    1: ["C1"],
    2: ["C2"],
    3: ["C3"],
    4: ["C4", "C5"],
    5: ["C6", "C7"],
    6: ["C8"],
    7: ["C9", "C10"],
    8: ["C11", "C12"],
    9: ["C13", "C14", "C15"],
    10: ["C16", "C17"],
}


@pytest.fixture(scope="module")
def case():
    return read_case(FOLDER)


def words(text):
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.lower())


def sixes(text):
    found = words(text)
    return {tuple(found[n : n + 6]) for n in range(len(found) - 5)}


# --- provenance -------------------------------------------------------------------------------------------------


def test_every_number_has_evidence_that_resolves(case):
    known = {e.id for e in case.evidence} | {"judgement"}
    assert [i.path for i in inputs(case) if not i.evidence or set(i.evidence) - known] == []
    assert {e.source for e in case.evidence} <= {s.id for s in case.sources}


def test_every_judgement_gives_a_reason(case):
    assert [i.path for i in inputs(case) if "judgement" in i.evidence and len(words(i.note or "")) < 3] == []


def test_a_paragraph_never_gives_a_figure(case):
    from_article = [i for i in inputs(case) if any(e.startswith("para_") for e in i.evidence)]
    assert len(from_article) > 50
    assert [i.path for i in from_article if "coder" not in (i.note or "")] == []


def test_no_number_is_left_unknown(case):
    assert [i.path for i in inputs(case) if i.estimate.unknown] == []


def test_every_paragraph_is_there_to_be_cited(case):
    found = {e.id: e for e in case.evidence}
    assert {f"para_{n}": (found[f"para_{n}"].source, found[f"para_{n}"].locator) for n in range(1, 11)} == {
        f"para_{n}": ("article", f"paragraph {n}") for n in range(1, 11)
    }
    assert (found["public_record"].source, found["public_record"].credibility) == ("press", 2)
    assert {s.id: s.reliability for s in case.sources} == {"article": "B", "press": "B"}


# --- nothing copied, nobody named, nothing later -----------------------------------------------------------------


def test_six_words_of_the_article_are_found_where_they_are():
    article = shared_path("seed", "article.txt").read_text(encoding="utf-8")
    assert sixes(article) & sixes("x " + " ".join(words(article)[50:57]) + " y")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_six_words_of_the_article_are_copied(page):
    article = shared_path("seed", "article.txt").read_text(encoding="utf-8")
    assert sixes(article) & sixes(page.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.name)
def test_nobody_is_named(file):
    annotated = json.loads(shared_path("seed", "article-annotated.json").read_text(encoding="utf-8"))
    people = [a["name"] for a in annotated["actors"] if a["type"] == "person"]
    assert len(people) == 3
    names = {part for name in people for part in words(name.replace("al-", ""))}
    assert names & set(words(file.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize("file", DATED, ids=lambda p: p.name)
def test_nothing_is_later_than_the_case(case, file):
    text = file.read_text(encoding="utf-8")
    dates = {dt.date.fromisoformat(d) for d in re.findall(r"\b\d{4}-\d\d-\d\d\b", text)}
    assert all(d <= case.case.as_of for d in dates)
    assert all(int(year) <= 2014 for year in re.findall(r"\b(20\d\d)\b", text))
    assert not re.search(r"\b(2[9]|3[01]) January 2014|\b(February|March|April|May|June|July) 2014", text)


def test_questions_ask_about_what_comes_after(case):
    assert case.case.as_of == dt.date(2014, 1, 28)
    dates = [d for q in case.questions for d in q.by if d != "closing"]
    assert all(dt.date.fromisoformat(d) > case.case.as_of for d in dates)
    long = {q.by for q in case.questions if len(q.by) > 1}
    assert len(long) == 1  # no horizon is picked question by question


def test_what_falls_short_is_a_no_and_not_void(case):
    void = {q.id: q.void_if or "" for q in case.questions}
    assert len(void) == 10
    assert not any(re.search("coup|defeat|framework|alone|spoken", text, re.IGNORECASE) for text in void.values())
    assert void["truce_undermined"]


def test_outcomes_are_kept_elsewhere(case):
    read = {"case.yaml", "stances.csv", "claims.yaml", "questions.yaml"}
    assert {p.name for p in FILES} == {*read, "README.md", "resolutions.yaml"}
    assert "knew what followed" in " ".join((case.case.hindsight or "").split())
    assert "second reader" in " ".join((case.case.hindsight or "").split())


# --- words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.name)
def test_loaded_words_are_only_quoted(file):
    text = re.sub(r"^ *frame: .*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert not re.search(r"terroris|regime|thug|puppet|martyr", text, re.IGNORECASE)


def test_loaded_words_have_a_speaker(case):
    assert [n.speaker for n in case.narratives if "terroris" in n.frame] == ["syrian_government"] * 2


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.name)
def test_relief_is_never_a_concession(file):
    sentences = re.split(r"[.!?]", " ".join(file.read_text(encoding="utf-8").split()).lower())
    assert [s for s in sentences if "concession" in s and re.search(r"\b(aid|relief|humanitarian)\b", s)] == []


def test_relief_is_marked_as_owed(case):
    assert "humanitarian law" in (case.issue("aid_access").obligation or "")
    assert case.issue("detainees").obligation


# --- who ---------------------------------------------------------------------------------------------------------


def test_missing_voices_are_listed(case):
    said = {voice for absent in case.absent for voice in absent.voice}
    assert said == {"women", "civil_society", "local", "minority"}
    whole = " ".join(a.who for a in case.absent).lower()
    assert all(word in whole for word in ("women", "besieged", "kurdish", "tolerated"))
    assert all(a.why and a.voice for a in case.absent)


def test_whoever_decides_has_a_stance_on_everything(case):
    issues = {i.id for i in case.issues}
    deciding = {a for level in case.levels for a in (*level.signers.actors(), *level.ratifiers)}
    deciding |= {a.id for a in case.actors if a.role in ("backer", "armed", "insider", "leader", "faction")}
    stances: dict[str, dict[str, Stance]] = {}
    for s in case.stances:
        stances.setdefault(s.actor, {})[s.issue] = s
    assert set(stances) == deciding
    for actor in deciding:
        assert set(stances[actor]) == issues, actor
        assert sum(s.salience.central for s in stances[actor].values()) == pytest.approx(100), actor
        whole = case.actor(actor)
        for field in ("own_chance", "cost", "rent", "trust", "betrayal_loss", "audience_cost", "patience"):
            assert getattr(whole, field) is not None, (actor, field)


def test_strength_is_counted_once(case):
    strong = {a.id for a in case.actors if a.capability}
    assert strong == {"syrian_government", "national_coalition", "national_council", "armed_rebels", "jihadist_groups"}
    assert {a.id for a in case.actors if a.weight_in_parent} == {"presidents_circle", "post_minded_insiders"}
    support: dict[str, float] = {}
    for tie in case.ties:
        if tie.support is not None:
            support[tie.target] = support.get(tie.target, 0.0) + tie.support.central
    assert set(support) <= strong
    assert all(share <= 1.0 for share in support.values())
    assert {s.id for s in case.war.sides} == {"government", "opposition", "jihadist"}
    assert all(set(s.outcome) == {i.id for i in case.issues} for s in case.war.sides)


def test_whatever_is_about_insiders_is_secret(case):
    about = [i for i in inputs(case) if "post_minded_insiders" in i.path or "insiders_line" in i.path]
    assert len(about) > 30
    assert {i.label for i in about} == {Label.SECRET}
    line = case.track("insiders_line")
    assert (line.open, line.label) == (False, "secret")


def test_backers_lose_less_by_betrayal_than_the_parties(case):
    parties = min(case.actor(a).betrayal_loss.central for a in ("presidents_circle", "national_coalition"))
    backers = [a.betrayal_loss.central for a in case.actors if a.role == "backer"]
    assert max(backers) < parties / 2


# --- what the parties want and can agree to ----------------------------------------------------------------------


def test_condition_and_refusal_meet_on_the_same_issue(case):
    assert case.issue("leadership").tag == "leadership"
    assert {(s.actor, s.issue) for s in case.stances if s.refuses} == {("presidents_circle", "leadership")}
    assert ("national_coalition", "leadership") in {(s.actor, s.issue) for s in case.stances if s.precondition}
    assert "leadership" not in case.actor("presidents_circle").agenda
    assert "leadership" in case.actor("national_coalition").agenda


def test_the_order_of_items_is_an_order(case):
    agenda = case.issue("agenda")
    assert agenda.kind == "sequence"
    assert set(agenda.sequence.waits_low) == {"leadership", "transition_authority"}
    assert all(set(issue.anchors) == {0, 25, 50, 75, 100} for issue in case.issues)


def test_a_joint_principle_is_on_record(case):
    assert "mutual consent" in " ".join((case.conference.terms_of_reference or "").split())
    assert (case.conference.table, case.conference.corridor) == ("mediated_sessions", "multilateral_corridor")
    status = {a.actor: a.status for a in case.conference.attendance}
    assert (status["iran"], status["national_council"]) == ("disinvited", "refused")


def test_audiences_reward_relief_and_little_else(case):
    credits = [(s.issue, s.credit.central) for s in case.stances if s.credit is not None]
    assert {issue for issue, _ in credits} == {"aid_access", "local_truces", "detainees"}
    assert all(0 < credit <= 0.02 for _, credit in credits)


def test_expectations_can_be_compared(case):
    whose = {"syrian_government", "national_coalition", "united_states", "russia", "international_audience"}
    outcomes = {"frame_accepted", "transition_process", "concrete_result", "transition_deal"}
    assert {(e.actor, e.outcome) for e in case.expectations} == {(a, o) for a in whose for o in outcomes}
    aims = {(e.actor, e.outcome) for e in case.expectations if e.aims_at_it}
    assert ("syrian_government", "frame_accepted") in aims
    assert ("national_coalition", "transition_process") in aims
    assert ("syrian_government", "transition_process") not in aims
    assert [e.actor for e in case.expectations if e.before is not None] == ["international_audience"]


@pytest.mark.parametrize(("level", "low", "high"), [("aid", 0.65, 0.8), ("local_truce", 0.62, 0.82)])
def test_lesser_steps_are_fragile_and_not_hopeless(case, level, low, high):
    held = 1.0
    for b in case.level(level).breakage:
        held *= 1.0 - b.effect.central * b.attack.central
    assert low < held**6 < high
    assert "besieging_forces" in {b.group for b in case.level(level).breakage}


def test_transition_needs_a_change_at_the_top(case):
    assert {(r.issue, r.min) for r in case.level("transition").requires} == {
        ("leadership", 50.0),
        ("transition_authority", 50.0),
    }
    assert case.level("transition").signers.satisfied({"post_minded_insiders", "national_coalition"})
    assert not case.level("transition").signers.satisfied({"presidents_circle", "post_minded_insiders"})


def test_promises_are_not_counted_twice_and_have_limits(case):
    exits = {g.beneficiary: g for g in case.guarantees if g.covers_exit}
    assert set(exits) == {"presidents_circle", "post_minded_insiders"}
    assert all(g.worth is None and g.condition == g.guarantor == "russia" for g in exits.values())
    assert all("war crimes" in (g.limit or "") for g in exits.values())
    amnesty = next(g for g in case.guarantees if "amnesty" in g.id)
    assert "war crimes, crimes against humanity" in (amnesty.limit or "")


def test_convergence_can_fail(case):
    assert all(case.actor(a).openness.low == 0 for a in ("united_states", "russia"))
    parity = case.recognition[0]
    assert parity.salience_effect.low == parity.status_gain.low == 0


# --- claims ------------------------------------------------------------------------------------------------------


def test_every_claim_is_there(case):
    found: dict[int, list[str]] = {}
    for claim in case.claims:
        found.setdefault(int(claim.locator.removeprefix("paragraph ")), []).append(claim.id)
    assert found == CLAIMS
    assert {c.id for c in case.claims if not c.tests} == set()
    assert {c.id for c in case.claims if c.awaits} == {"C9", "C15"}


def test_every_test_points_at_something(case):
    order = [a.id for a in case.actors]
    issues = {i.id for i in case.issues} | {"all issues"}
    outcomes = {o.id for o in case.outcomes} | {"all outcomes"}
    for claim in case.claims:
        for test in claim.tests:
            for row in (test.where, test.against or {}):
                if test.finding in ("game", "frames", "watch"):
                    continue  # tests/analyses/test_claims.py puts them
                who = [row[key] for key in ("a", "b", "actor") if key in row]
                assert who == sorted(who, key=order.index), claim.id
                if "item" in row:
                    assert row["item"] in (outcomes if str(row["kind"]).startswith("expectation") else issues)
                if "level" in row:
                    case.level(str(row["level"]))
                    case.track(str(row["track"]))
                    assert row["guarantees"] in ("none", "insiders", "all", "insiders_kept")


def test_no_claim_is_tested_by_what_cannot_be_false(case):
    for claim in case.claims:
        for test in claim.tests:
            if test.column == "value" and test.where.get("kind") == "expectation_gap":
                assert (test.value or 0) > 0  # a distance is never below 0
