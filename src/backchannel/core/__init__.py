"""What every room needs: random streams, labels, findings, chart theme. Imports nothing of ours."""
