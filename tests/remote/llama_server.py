"""llama.cpp's server on loopback with the model of llama_tiny.py."""

import sys
import time

from xllamacpp import CommonParams, Server

folder, port = sys.argv[1], int(sys.argv[2])
params = CommonParams()
params.model.path = f"{folder}/tiny.gguf"
params.mmproj.path = f"{folder}/eye.gguf"
params.mmproj_use_gpu = False
params.hostnames = ["127.0.0.1"]
params.port = port
params.n_ctx = 2048
params.cpuparams.n_threads = 1  # more would only spin on each other
server = Server(params)
while True:
    time.sleep(3600)
