#!/usr/bin/env python3
"""The histograms of `sounder load --json`, read by a decoder that shares nothing with the writer: it knows the published
format (HdrHistogram, AbstractHistogram.encodeIntoCompressedByteBuffer) alone. usage: hdr_histogram_test.py SOUNDER"""
import base64
import json
import struct
import subprocess
import sys
import zlib


def decoded(text):
    """The counts by value: pairs of the largest value of a bucket, and its count."""
    whole = base64.b64decode(text, validate=True)
    cookie, length = struct.unpack(">ii", whole[:8])
    assert cookie == 0x1C849314 and length == len(whole) - 8, (hex(cookie), length)
    plain = zlib.decompress(whole[8:])
    cookie, length, offset, digits, least, most, ratio = struct.unpack(">iiiiqqd", plain[:40])
    assert cookie == 0x1C849313 and length == len(plain) - 40 and offset == 0 and ratio == 1.0
    assert least == 1 and most >= 24 * 3600 * 10**9
    sub_buckets = 1 << (2 * 10**digits - 1).bit_length()
    half = sub_buckets // 2

    def numbers(rest):
        while rest:
            value = shift = 0
            for i, byte in enumerate(rest):
                value |= (byte if i == 8 else byte & 0x7F) << shift
                shift += 7
                if i == 8 or byte < 0x80:
                    break
            rest = rest[i + 1:]
            yield (value >> 1) ^ -(value & 1)

    index, counts = 0, []
    for number in numbers(plain[40:]):
        if number < 0:
            index -= number
            continue
        if number > 0:
            if index < sub_buckets:
                counts.append((index, number))
            else:
                shift = index // half - 1
                counts.append((((half + index % half + 1) << shift) - 1, number))
        index += 1
    return counts


def percentile(counts, share):
    wanted, seen = max(1, -(-share * sum(n for _, n in counts) // 1)), 0
    for value, count in counts:
        seen += count
        if seen >= wanted:
            return value
    raise AssertionError("no such percentile")


def check(summary, text, expected_count):
    counts = decoded(text)
    total = sum(n for _, n in counts)
    assert expected_count is None or total == expected_count, (total, expected_count)
    for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99)):
        value = percentile(counts, share) / 1000
        assert abs(min(value, summary["max"]) - summary[name]) < 0.002, (name, value, summary)
    assert summary["max"] <= counts[-1][0] / 1000 <= summary["max"] * 1.01 + 0.001, (counts[-1], summary)


def main():
    sounder = sys.argv[1]
    server = subprocess.Popen([sounder, "--lang", "en", "serve", "--listen", "127.0.0.1:0", "--log", "json"],
                              stderr=subprocess.PIPE, text=True)
    try:
        line = ""
        while '"listening"' not in line:
            line = server.stderr.readline()
            assert line, "the server ended"
        target = f"127.0.0.1:{json.loads(line)['port']}"
        for more in ([], ["--rate", "500"], ["--churn"], ["--churn", "--rate", "100"]):
            done = subprocess.run([sounder, "load", target, "--connections", "3", "--duration", "1500ms", "--json", "-", *more],
                                  stdout=subprocess.PIPE, check=True, text=True)
            run = json.loads(done.stdout)
            check(run["latency_us"], run["latency_hdr_ns"], run["round_trips"])
            for name in ("connect", "late", "waited"):
                if f"{name}_us" in run:
                    check(run[f"{name}_us"], run[f"{name}_hdr_ns"], None)
            points = run["series"]["points"]
            assert run["series"]["interval_s"] == 1 and 2 <= len(points) <= 4, points
            assert sum(point["round_trips"] for point in points) == run["round_trips"]
            for point in points:
                if point["round_trips"]:
                    check(point["latency_us"], point["latency_hdr_ns"], point["round_trips"])
            if "rate_asked" in run:
                assert run["late_us"] and run["waited_us"]
    finally:
        server.terminate()
        server.communicate()
        server.wait()


main()
