"""Engines: results in the order of the pieces, told of one by one, faults raised where they happen."""

import pytest

from backchannel.runs.engines import Engine, Here


def tenth(piece: int) -> float:
    return 10 / piece


@pytest.fixture
def engine() -> Engine:
    return Here()


def test_results_come_in_the_order_of_the_pieces_and_are_told_of(engine):
    told: list[tuple[int, int]] = []
    assert list(engine.each(tenth, [5, 2, 4], lambda *at: told.append(at))) == [2.0, 5.0, 2.5]
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_no_pieces_are_no_results(engine):
    assert list(engine.each(tenth, [])) == []


def test_what_a_piece_raises_is_raised_at_its_turn(engine):
    results = engine.each(tenth, [5, 0, 4])
    assert next(results) == 2.0
    with pytest.raises(ZeroDivisionError):
        next(results)
