import Glibc
import LiaisonBase
package import LiaisonCrypto

/// A Debian program that reads what strangers made: `7zz`, `heif-convert`. It runs in a `bwrap` of its own
/// with no key, an empty environment, no network, no process and no file of ours but `/usr` to read; what
/// it is given comes by pipes, what it makes goes out by one. Nothing of it is ever on a disk: its folders
/// are memory that goes with it, a crash of ours included (voies.md, «Confined programs»).
package struct ConfinedProgram: Sendable {
    /// What it may take before it is ended.
    package struct Limits: Sendable {
        /// Seconds of processor, and on the clock.
        let processor: Int
        let clock: Int
        /// Bytes of memory, and of each file in its folders.
        let memory: Int
        let file: Int
    }

    /// A file that it finds, and what is in it.
    package struct File: Sendable {
        /// Absolute, in its own folders.
        let path: String
        let content: [UInt8]
    }

    package enum Ending: Sendable, Equatable {
        case exit(Int32)
        /// It took more than its limits, or its output was not wanted any further.
        case stopped
    }

    package struct Outcome: Sendable {
        let ending: Ending
        /// What it says on standard error, its first 4 KiB.
        let errors: String
    }

    /// Its name in `/usr/bin`, and the Debian package that has it.
    private let name: String
    private let debian: String
    /// Where programs are; another folder in tests.
    private let folder: String

    package init(_ name: String, debian: String, folder: String = "/usr/bin") {
        (self.name, self.debian, self.folder) = (name, debian, folder)
    }

    /// - Parameters:
    ///   - arguments: never a secret, nor a name that tells something.
    ///   - input: what standard input gives, and one line feed.
    ///   - results: the files of `/sortie` of which it makes one, whose content is its output then; none:
    ///     its standard output is.
    ///   - output: is given that piece by piece; whether to go on.
    /// - Throws: `.unavailable` naming the package that lacks, or when `bwrap` does not start here.
    package func run(
        _ arguments: [String], files: [File], input: SecretBytes?, limits: Limits,
        results: [String] = [], output: (UnsafeRawBufferPointer) -> Bool
    ) throws -> Outcome {
        for (program, debian) in [(name, debian), ("bwrap", "bubblewrap")]
        where !PrivateFile.exists("\(folder)/\(program)") {
            throw AgentError(
                .unavailable, "Il manque le programme \(program).",
                next: .sentence("Installez le paquet Debian \(debian) : apt install \(debian)"))
        }
        let pipes = try ChildPipes(files: files.map(\.content), input: input)
        defer { pipes.close() }
        guard
            let process = ChildProcess(
                "\(folder)/prlimit", words(arguments, files, limits, results), environment: [],
                descriptors: pipes.childEnds)
        else {
            throw AgentError(
                .unavailable, "Le programme \(name) n'a pas pu être lancé.",
                next: .sentence("Il faut prlimit, du paquet util-linux, et de la mémoire libre."))
        }
        pipes.closeChildEnds()
        let whole = pipes.exchange(seconds: limits.clock, output: output)
        let ending = Self.end(of: process, soon: whole)
        if pipes.errors.hasPrefix("bwrap: ") {
            throw AgentError(
                .unavailable, "bubblewrap n'a pas pu isoler \(name).",
                next: .sentence(
                    "L'administrateur doit permettre les espaces de noms aux utilisateurs "
                        + "(kernel.unprivileged_userns_clone, user.max_user_namespaces)."))
        }
        return Outcome(ending: ending, errors: pipes.errors)
    }

    /// Ten seconds are left to who closed its output to end by itself: a busy machine takes more than one to undo
    /// what confined it, and what it gave is whole.
    private static func end(of process: ChildProcess, soon: Bool) -> Ending {
        for _ in 0..<(soon ? 2_000 : 0) {
            switch process.ended() {
            // `bwrap` tells a signal of its child as 128 and the signal.
            case .exit(128 + SIGKILL), .exit(128 + SIGXCPU), .exit(128 + SIGXFSZ), .signal:
                return .stopped
            case .exit(let code): return .exit(code)
            case nil: usleep(5_000)
            }
        }
        process.kill()
        _ = process.wait()
        return .stopped
    }

    private func words(
        _ arguments: [String], _ files: [File], _ limits: Limits, _ results: [String]
    ) -> [String] {
        var words = [
            "prlimit", "--cpu=\(limits.processor)", "--as=\(limits.memory)",
            "--fsize=\(limits.file)", "--nofile=256", "--core=0", "--", "\(folder)/bwrap",
            "--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--clearenv",
            "--setenv", "LANG", "C.UTF-8", "--setenv", "PATH", "/usr/bin",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin",
            "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
            // No /dev/tty: the terminal is not for it.
            "--dev-bind", "/dev/urandom", "/dev/urandom", "--dev-bind", "/dev/null", "/dev/null",
            "--dir", "/sortie",
        ]
        for (index, file) in files.enumerated() {
            words += ["--ro-bind-data", String(ChildPipes.firstFile + Int32(index)), file.path]
        }
        words += ["--chdir", "/", "--"]
        if !results.isEmpty {
            // Paths of ours: nothing in them is for the shell.
            let script = #""$@" >/dev/null && for f in RESULTS; do [ -f $f ] && exec cat $f; done"#
            words += [
                "/usr/bin/sh", "-c",
                script.replacing("RESULTS", with: results.joined(separator: " ")), "sh",
            ]
        }
        return words + ["\(folder)/\(name)"] + arguments
    }
}
