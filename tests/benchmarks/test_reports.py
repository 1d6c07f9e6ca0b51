from benchmarks import reports


def test_the_table_says_what_was_missed():
    found = {
        "runs": 2000,
        "seconds": {"public": [8.0], "team": [19.0, 18.0, 30.0], "secret": [21.0], "forecast": [4.0]},
        "cores": {"public": [9.0], "team": [28.0], "secret": [33.0]},
        "sizes": {profile: [102_400, 2048, 1024, 10] for profile in reports.PROFILES},
    }
    said = reports.report(found)
    assert "| team | **19.0** (least 18.0) | 28 | 4.8 | 100 | 2 | 1 | 20 |" in said
    assert "| 20 (missed) |" in said.splitlines()[4]


def test_a_command_is_timed_with_its_processors():
    seconds, cores = reports.called("--help")
    assert 0 < seconds < 60
    assert 0 < cores < 60
