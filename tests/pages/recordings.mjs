// Recordings made by hand, for pages that no committed recording fills.

const MIXED = "`*` has no specialized form for int and float before 3.14";
const SLOW = "`/` has no specialized form before 3.14";
const BODY = "        return self.x * scale + self.y / 3\n";

function instruction(offset, span, base, state, more = {}) {
  return { offset, opcode: base, base, arg: 1, argrepr: "x", span, state, covered_by: null, ...more };
}

function reason(code, message, avoidable = true) {
  return { code, message, evidence: avoidable ? "measured" : "inferred", avoidable };
}

/** A method on a line: one site is specialized, one fails, one fails without hope, one is unstable. */
function method(name, line, samples) {
  const at = (column, end) => [line + 1, column, line + 1, end];
  return {
    qualname: name,
    first_line: line,
    instructions: [
      instruction(2, at(15, 21), "LOAD_ATTR", "specialized"),
      instruction(4, at(15, 29), "BINARY_OP", "failing", { failures: 5, samples, reason: reason("SPC101", MIXED) }),
      instruction(6, at(32, 38), "LOAD_ATTR", "specialized", { misses: 40, guard: "Point", samples: 1 }),
      instruction(8, at(32, 42), "BINARY_OP", "failing", { failures: 9, samples: 2 * samples, reason: reason("SPC103", SLOW, false) }),
      instruction(10, at(8, 42), "CALL", "cold"),
    ],
  };
}

/** A file of so many methods, the first the hottest. */
export function file(path, methods) {
  const source = Array.from({ length: methods }, (_, at) => `    def method_${at}(self, scale):\n${BODY}`);
  const code = source.map((_, at) => method(`Point.method_${at}`, 2 * at + 2, methods - at));
  return { path, sha256: "0".repeat(64), source: `class Point:\n${source.join("")}`, code };
}

/** A file of so many functions of one site each. */
export function small(path, functions) {
  const code = Array.from({ length: functions }, (_, at) => ({
    qualname: `Point.method_${at}`,
    first_line: at + 1,
    instructions: [instruction(2, [at + 1, 0, at + 1, 3], "CALL", at % 7 ? "specialized" : "failing")],
  }));
  return { path, sha256: "0".repeat(64), source: "f()\n".repeat(functions), code };
}

/** A run of these files. */
export function recording(files, more = {}) {
  return {
    schema: "specialist/recording",
    version: 1,
    engine: { name: "cpython", python: "3.12.1", implementation: "cpython", executable: "/opt/bin/python3.12" },
    program: { kind: "file", target: "main.py", argv: [], cwd: "/home/ada/points" },
    outcome: { exit_status: 0, exception: null, seconds: 1.5 },
    sampling: { interval: 0.001, ticks: 2000, inside: 1000, outside: 500 },
    files,
    ...more,
  };
}
