"""The trainer against PyTorch: the same networks, batch and threads, in one run, turn by turn.

    pip install torch numpy
    python benches/train_pytorch.py [PRESET ...]

Prints a table: pictures a second of capbench and of PyTorch (fp32, NCHW and channels-last, the better one), and their
ratio. Both do whole steps: forward, CTC loss, backward, AdamW. A process of its own for each measurement, three rounds,
the best of each: what else runs on the machine can only slow things down.
"""

import json
import os
import subprocess
import sys
import time

ROUNDS = 3


def capbench(name, threads):
    command = ["cargo", "bench", "--quiet", "--bench", "train", "--", name, str(threads)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(out.strip().splitlines()[-1])


def pytorch(spec):
    env = {**os.environ, "OMP_NUM_THREADS": str(spec["threads"]), "OMP_WAIT_POLICY": "PASSIVE"}
    command = [sys.executable, __file__, "--time"]
    out = subprocess.run(command, input=json.dumps(spec), capture_output=True, text=True, check=True, env=env)
    return float(out.stdout)


def time_pytorch(spec):
    import torch
    from torch import nn

    torch.set_num_threads(spec["threads"])
    arch, batch, classes = spec["arch"], spec["batch"], spec["classes"] + 1

    class Layer(nn.Module):
        def __init__(self, channels, conv):
            super().__init__()
            (kh, kw), out = conv["kernel"], conv["out"]
            pad = (0 if conv["collapse"] else kh // 2, kw // 2)
            self.conv = nn.Conv2d(channels, out, (kh, kw), tuple(conv["stride"]), pad, bias=False)
            self.norm = nn.BatchNorm2d(out, eps=1e-3)
            self.residual = conv["residual"]

        def forward(self, x):
            y = self.norm(self.conv(x))
            return torch.relu(y + x if self.residual else y)

    layers, channels = [], arch["channels"]
    for conv in arch["body"]:
        layers.append(Layer(channels, conv))
        channels = conv["out"]
    best = 0.0
    for last in (False, True):
        net = nn.Sequential(*layers, nn.Conv2d(channels, classes, 1))
        pictures = torch.rand(batch, arch["channels"], arch["height"], arch["width"])
        if last:
            net = net.to(memory_format=torch.channels_last)
            pictures = pictures.to(memory_format=torch.channels_last)
        optimiser = torch.optim.AdamW(net.parameters(), 1e-3)
        labels = torch.randint(1, classes, (batch, 6))
        lengths = torch.full((batch,), 6)
        for step in range(12):
            if step == 2:
                start = time.perf_counter()
            optimiser.zero_grad()
            rows = net(pictures).squeeze(2).permute(2, 0, 1).log_softmax(2)
            times = torch.full((batch,), rows.shape[0])
            nn.functional.ctc_loss(rows, labels, times, lengths).backward()
            optimiser.step()
        best = max(best, 10 * batch / (time.perf_counter() - start))
    print(best)


def main():
    names = sys.argv[1:] or ["small", "base", "large"]
    print(f"{'network':8} {'threads':>7} {'capbench':>9} {'PyTorch':>8} {'ratio':>6}")
    for name in names:
        for threads in (1, 2):
            ours = theirs = 0.0
            for _ in range(ROUNDS):
                spec = capbench(name, threads)
                ours = max(ours, spec["pictures_per_s"])
                theirs = max(theirs, pytorch(spec))
            print(f"{name:8} {threads:7} {ours:9.0f} {theirs:8.0f} {ours / theirs:6.2f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--time"]:
        time_pytorch(json.load(sys.stdin))
    else:
        main()
