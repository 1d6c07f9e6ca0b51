import dataclasses
from datetime import date

import pytest

from backchannel.core.labels import Label
from backchannel.report.document import Bullets, Document, Paragraph, Section, Table
from backchannel.report.lint import lint

FINE = "Under these inputs a text is likely, 70% (± 1.0)."


def document(*blocks, runs=2000, own=(), insiders=()):
    section = Section("forecast", "Forecast", blocks, runs=runs)
    return Document(
        "A case", "", Label.TEAM, date(2014, 1, 28), (section,), (), "en", frozenset(own), frozenset(insiders)
    )


def rules(text, **more):
    return {fault.rule for fault in lint(document(Paragraph(FINE, kind="simulated"), Paragraph(text), **more))}


def test_what_follows_the_rules_passes():
    assert rules("Those who must sign do so in 12% (± 0.7) of runs. Confidence is low.") == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("It is probable.", "vocabulary"),
        ("A remote chance.", "vocabulary"),
        ("It is highly likely.", "vocabulary"),
        ("It is likely, with high confidence.", "apart"),
        ("We are confident that it is very unlikely.", "apart"),
        ("It is likely, 69.3% (± 1.0).", "precision"),
        ("It stands in 33.25% of runs.", "precision"),
        ("It stands in 73% (± 4.0).", "precision"),
        ("The mediator should wait.", "advice"),
        ("We recommend the corridor.", "advice"),
        ("The mediator must wait.", "must"),
        ("The regime refuses.", "loaded"),
        ("Terrorists refuse.", "loaded"),
    ],
)
def test_each_rule_fires(text, rule):
    assert rule in rules(text)


def test_a_speaker_may_be_quoted():
    assert rules("It calls the other side 'terrorists'.") == set()


def test_likelihood_and_confidence_may_stand_in_two_sentences():
    assert rules("It is likely. Confidence is low.") == set()


def test_a_95_interval_is_no_confidence():
    assert rules("It is likely; the confidence interval is wide.") == set()


def test_results_without_under_these_inputs():
    section = Paragraph("A text is likely, 70% (± 1.0).", kind="simulated")
    assert {f.rule for f in lint(document(section))} == {"conditional"}


def test_percentages_without_an_error():
    bare = Paragraph("Under these inputs it is signed in 70% of runs.", kind="simulated")
    assert {f.rule for f in lint(document(bare))} == {"precision"}
    stated = Paragraph("Monte Carlo error at most 1.1 points.", kind="method")
    assert lint(document(bare, stated)) == []


def test_insiders_are_never_said_to_turn():
    says = "The men of the palace defect in spring."
    assert "insiders" in rules(says, insiders=["the men of the palace"])
    assert "insiders" not in rules("The men of the palace are promised posts.", insiders=["the men of the palace"])
    assert "insiders" not in rules(says)


def test_what_the_analyst_wrote_is_not_linted():
    name = "The regime that should go"
    assert rules(f"{name} refuses.") >= {"loaded", "advice"}
    assert rules(f"{name} refuses.", own=[name]) == set()


def test_cells_and_notes_and_bullets_are_read():
    table = Table("Shares", ("who", "share"), (("they", "12.345%"),), note="It should be so.")
    found = {f.rule for f in lint(document(Paragraph(FINE, kind="simulated"), table, Bullets(("perhaps",))))}
    assert found == {"precision", "advice", "vocabulary"}


def test_a_fault_names_its_section():
    one = lint(document(Paragraph(FINE, kind="simulated"), Paragraph("It should.")))[0]
    assert dataclasses.astuple(one) == ("advice", "forecast", "It should.")
