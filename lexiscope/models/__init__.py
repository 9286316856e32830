"""The catalogue: which models exist, where they come from, how each is loaded."""

import os

# Read once, when torch is first imported, so it stands before all that import it. By default OpenMP's threads spin
# while they wait for one another; beside a busy web server, on few cores, that made a forward pass 40 times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
