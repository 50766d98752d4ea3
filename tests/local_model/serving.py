"""The model's process: llama.cpp's own server, OpenAI-compatible, on loopback.

Reads one line of JSON from standard input, says one line of JSON when the model is loaded, and
ends when standard input does: nothing is left running when whoever started it is gone.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

NICENESS = 10


def parameters(wanted: dict[str, Any]) -> Any:
    """llama.cpp's parameters; every one that is not at its default has its reason here."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = wanted["path"]
    params.model_alias = {wanted["name"]}
    params.hostnames = ["127.0.0.1"]
    params.port = wanted["port"]
    params.api_keys = [wanted["key"]]
    params.offline = True
    params.n_gpu_layers = 0
    params.n_ctx = wanted["context"]
    params.n_parallel = 1
    # No fitting to the memory that happens to be free: the same context everywhere.
    params.fit_params = False
    # A request that is cancelled while its prompt is read ends at the next border of a batch.
    params.n_batch = params.n_ubatch = 256
    threads = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 8)
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.endpoint_slots = params.endpoint_metrics = True
    params.sampling.temp = wanted["temperature"]
    params.sampling.seed = wanted["seed"]
    params.sampling.ignore_eos = wanted["endless"]
    if wanted["drafting"]:
        # Most of a repair repeats its prompt: what followed the last four tokens there is tried
        # as a whole. The model checks each token; half the time on two cores, 80 % of it taken.
        kinds = xllamacpp.common_speculative_type
        params.speculative.types = [kinds.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        params.speculative.ngram_simple.size_n = 4
        params.speculative.ngram_simple.size_m = 16
    if wanted["grammar"]:
        kind = xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER
        params.sampling.grammar = xllamacpp.CommonGrammar(kind, wanted["grammar"])
    return params


def main() -> None:
    """Load, say the address, wait for the end of standard input, stop."""
    # The end comes through standard input; Ctrl-C in a terminal is for who started us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wanted = json.loads(sys.stdin.readline())
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Whatever the library prints goes to the log; one line of ours goes to standard output.
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # Must be set before the library is loaded: idle threads that spin starve one another where
    # other work shares the cores, and a token takes seconds.
    os.environ["OMP_WAIT_POLICY"] = "passive"
    import xllamacpp

    server = xllamacpp.Server(parameters(wanted))
    print(json.dumps({"address": server.listening_address}), file=told, flush=True)
    while sys.stdin.readline():
        pass
    del server


if __name__ == "__main__":
    main()
