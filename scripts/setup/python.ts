import { findProgram, searchPath } from '../../src/prerequisites/find.ts';
import type { SystemRequirement } from '../../src/prerequisites/system.ts';
import { run } from './run.ts';

const OLDEST: readonly [number, number] = [3, 11];
// The best tried first. `python3` is last of them: what it stands for differs from system to system.
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.14', 'python3', 'python'];

// Asks an interpreter for the one behind it: a virtual environment or a version manager's stand-in must not become our base.
const QUESTION = `
import importlib.util, json, os, sys, sysconfig
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "executable": os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable),
    "headers": os.path.exists(os.path.join(sysconfig.get_config_var("INCLUDEPY") or "", "Python.h")),
    "venv": importlib.util.find_spec("ensurepip") is not None,
    "conda": os.path.isdir(os.path.join(sys.base_prefix, "conda-meta")),
}))`;

interface Interpreter {
  version: [number, number, number];
  executable: string;
  headers: boolean;
  venv: boolean;
  conda: boolean;
}

/** What was looked at, and the executable that will do, if any. */
export interface PythonSearch {
  executable: string | null;
  /** The others, each with the reason: `/usr/local/bin/python3.9 (3.9.18 is too old)`. */
  rejected: readonly string[];
}

/** Looks for a Python that can build and run the environment, in the system's own directory first. */
export async function findPython(): Promise<PythonSearch> {
  const rejected = new Set<string>();
  for (const directory of new Set(['/usr/bin', ...searchPath(), '/usr/local/bin', '/opt/homebrew/bin'])) {
    for (const name of NAMES) {
      const program = findProgram(name, [directory]);
      const interpreter = program && (await inspect(program));
      if (!interpreter) continue;
      const fault = faultOf(interpreter);
      if (fault === null) return { executable: interpreter.executable, rejected: [...rejected] };
      rejected.add(`${interpreter.executable} (${interpreter.version.join('.')} ${fault})`);
    }
  }
  return { executable: null, rejected: [...rejected] };
}

/** What is missing when no Python would do. */
export function pythonRequirement({ rejected }: PythonSearch): SystemRequirement {
  const found = rejected.length > 0 ? `found only ${rejected.join(', ')}` : 'found none';
  return {
    what: `Python ${OLDEST.join('.')} or newer with its headers and venv`,
    why: `Manim runs in it; ${found}`,
    purpose: 'building',
    present: () => false,
    packages: {
      apt: ['python3', 'python3-dev', 'python3-venv'],
      dnf: ['python3', 'python3-devel'],
      pacman: ['python'],
      brew: ['python@3.13'],
    },
  };
}

/** `null` when it is no working Python 3: a stand-in for a version that is not installed, say. */
async function inspect(program: string): Promise<Interpreter | null> {
  const { ok, lines } = await run([program, '-I', '-c', QUESTION]);
  try {
    return ok ? JSON.parse(lines.at(-1) ?? '') : null;
  } catch {
    return null;
  }
}

function faultOf({ version: [major, minor], headers, venv, conda }: Interpreter): string | null {
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) return 'is too old';
  // Its own linker does not find the libraries of the system.
  if (conda) return 'is of conda, which does not build against this system';
  if (!headers) return 'has no headers';
  return venv ? null : 'has no venv';
}
