"""One door to all models."""

import numpy as np
import pytest

from backchannel.theory.groupdecision import baselines, challenge, smp
from backchannel.theory.groupdecision.compromise import nash_with_reference
from backchannel.theory.groupdecision.exchange import exchange
from backchannel.theory.groupdecision.models import MODELS, forecast

DRAWS, ACTORS, ISSUES = 6, 7, 3


def drawn(seed=1):
    rng = np.random.default_rng(seed)
    shape = (DRAWS, ACTORS, ISSUES)
    return (
        rng.uniform(0, 1, shape),
        rng.uniform(0.05, 1, shape),
        rng.uniform(0.5, 4, (DRAWS, ACTORS)),
        [0.1, 0.5, np.nan],
    )


@pytest.mark.parametrize("name", MODELS)
def test_every_model_answers_every_issue_in_every_draw(name):
    x, s, c, r = drawn()
    found = forecast(name, x, s, c, reference=r)
    assert found.value.shape == found.period.shape == (DRAWS, ISSUES)
    silent = np.isnan(found.value)
    assert silent.tolist() == [[False, False, MODELS[name].reference]] * DRAWS
    low, high = x.min(axis=1) - 1e-4, x.max(axis=1) + 1e-4
    if MODELS[name].reference:
        low, high = np.minimum(low, r), np.maximum(high, r)
    assert ((found.value >= low) & (found.value <= high) | silent).all()
    assert (found.period >= 0).all()
    again = forecast(name, x, s, c, reference=np.broadcast_to(r, (DRAWS, ISSUES)))
    assert np.array_equal(again.value, found.value, equal_nan=True)


@pytest.mark.parametrize("name", MODELS)
def test_who_has_no_position_is_left_out(name):
    x, s, c, r = drawn()
    x[:, 2, 0] = np.nan
    s[:, 2, 0] = np.nan
    with_gap = forecast(name, x, s, c, reference=r)
    without = np.delete(np.arange(ACTORS), 2)
    alone = forecast(name, x[:, without, :1], s[:, without, :1], c[:, without], reference=r[:1])
    assert not np.isnan(with_gap.value[:, :2]).any()
    if name != "exchange":  # there the other issues count too
        assert with_gap.value[:, :1] == pytest.approx(alone.value, abs=1e-12)
    x[:, :, 1] = np.nan
    assert np.isnan(forecast(name, x, s, c, reference=r).value[:, 1]).all() or name == "exchange"


def test_they_are_the_models_themselves():
    x, s, c, r = drawn()
    one = x[:, :, 0], s[:, :, 0], c
    for centre, function in baselines.CENTRES.items():
        for kind in baselines.WEIGHTS:
            name = centre if kind == "plain" else f"{centre}_{kind}"
            expected = function(one[0], baselines.weights(kind, one[1], c)).value
            assert forecast(name, x, s, c).value[:, 0] == pytest.approx(expected)
    for preset in challenge.PRESETS:
        found = challenge.challenge(*one, challenge.PRESETS[preset])
        assert forecast(f"challenge_{preset}", x, s, c).value[:, 0] == pytest.approx(found.forecast())
        assert forecast(f"challenge_{preset}", x, s, c).period[:, 0].tolist() == found.period.tolist()
        assert forecast(f"challenge_{preset}_mean", x, s, c).value[:, 0] == pytest.approx(found.forecast("mean"))
    scaled = s / np.maximum(s.sum(axis=2, keepdims=True), 1)
    for preset in smp.PRESETS:
        played = smp.bargain(x, scaled, c, smp.chosen([], preset))
        assert (forecast(f"smp_{preset}", x, s, c).value == played.expected()).all()
        assert (forecast(f"smp_{preset}_likeliest", x, s, c).value == played.likeliest()).all()
    assert (forecast("exchange", x, s, c).value == exchange(x, s, c).outcome).all()
    expected = nash_with_reference(one[0], one[1], c, 0.1)
    assert forecast("nash", x, s, c, reference=r).value[:, 0] == pytest.approx(expected)
    costly = nash_with_reference(one[0], one[1], c, 0.1, cost=1.0)
    assert forecast("nash_costly", x, s, c, reference=r).value[:, 0] == pytest.approx(costly)
    assert forecast("compromise", x, s, c).value == pytest.approx(forecast("mean_both", x, s, c).value)


def test_shared_inputs_stand_for_every_draw():
    x, s, c, _ = drawn()
    wide = forecast("smp_ktab", x, s[0], c[0]).value
    assert (wide[2] == forecast("smp_ktab", x[2], s[0], c[0]).value[0]).all()
    fixed = forecast("median_both", x[0], s, c).value
    assert fixed.shape == (DRAWS, ISSUES)
    assert fixed[3] == pytest.approx(forecast("median_both", x[0], s[3], c[3]).value[0])


def test_bad_input():
    x, s, c, r = drawn()
    with pytest.raises(ValueError, match="there is no model guess; expected one of mean, mean_capability"):
        forecast("guess", x, s, c)
    with pytest.raises(ValueError, match="nash needs a reference point"):
        forecast("nash", x, s, c)
    x[0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="missing in some draws and not in others"):
        forecast("mean", x, s, c, reference=r)
    x[:, 0, 0] = 2.0
    with pytest.raises(ValueError, match="positions has a value outside"):
        forecast("mean", x, s, c)
