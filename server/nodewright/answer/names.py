"""Names that no file declares: those of the platform, of browsers and of the test runners."""

from __future__ import annotations

import re

# JavaScript, Node.js (https://nodejs.org/api/globals.html), CommonJS and types of @types/node.
_PLATFORM_WORDS = """
AbortController AbortSignal AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt
BigInt64Array BigUint64Array Blob Boolean BroadcastChannel Buffer ByteLengthQueuingStrategy
CloseEvent CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException
DataView Date DecompressionStream DisposableStack Error EvalError Event EventSource EventTarget
File FinalizationRegistry Float16Array Float32Array Float64Array FormData Function Headers
Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math MessageChannel MessageEvent
MessagePort NaN Navigator NodeJS Number Object Performance PerformanceEntry PerformanceMark
PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming
Promise Proxy RangeError ReadableByteStreamController ReadableStream ReadableStreamBYOBReader
ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader
ReferenceError Reflect RegExp Request Response Set SharedArrayBuffer Storage String SubtleCrypto
SuppressedError Symbol SyntaxError TextDecoder TextDecoderStream TextEncoder TextEncoderStream
TransformStream TransformStreamDefaultController TypeError URIError URL URLPattern URLSearchParams
Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly WebSocket
WritableStream WritableStreamDefaultController WritableStreamDefaultWriter __dirname __filename
arguments atob btoa clearImmediate clearInterval clearTimeout console crypto decodeURI
decodeURIComponent encodeURI encodeURIComponent escape eval exports fetch gc global globalThis
isFinite isNaN module navigator parseFloat parseInt performance process queueMicrotask require
setImmediate setInterval setTimeout structuredClone undefined unescape JSX React define document
localStorage self sessionStorage window hasOwnProperty
"""

_RUNNERS_WORDS = """
after afterAll afterEach assert before beforeAll beforeEach bench context describe expect fail
fdescribe fit it jest mocha sinon specify suite t test vi xdescribe xit xtest cy browser page
"""

_PLATFORM = frozenset(_PLATFORM_WORDS.split())
_RUNNERS = frozenset(_RUNNERS_WORDS.split())
_TEST_PATH = re.compile(r"test|spec|mock|bench|jest|vitest|mocha|cypress|e2e|fixture", re.I)


def known_outside(name: str, path: str) -> bool:
    """True for a global of the platform and, in a file of tests, of the usual test runners.

    What scripts in a page see counts too: code for a headless browser is written in Node files.
    """
    return name in _PLATFORM or (name in _RUNNERS and bool(_TEST_PATH.search(path)))
