internal import Glibc

/// The terminal while questions are asked: keys come one by one, unechoed, so that no line is cut at the 4,095
/// bytes of the kernel's own editing and nothing typed ahead shows. It is given back as it was found on every
/// exit but kill -9: at the end of the program, and before a signal ends or stops it.
public enum TerminalMode {
    // What a signal handler reads: written once, on the one thread that asks questions, before any handler
    // is there. The terminal is the process's, so is what is known of it.
    nonisolated(unsafe) private static let found = UnsafeMutablePointer<termios>.allocate(
        capacity: 1)
    nonisolated(unsafe) private static let raw = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    nonisolated(unsafe) private static var isBegun = false

    /// Asked again, it does nothing. What is typed ahead is kept.
    ///
    /// - Returns: false when standard input is no terminal.
    public static func begin() -> Bool {
        if isBegun { return true }
        guard tcgetattr(STDIN_FILENO, found) == 0 else { return false }
        raw.initialize(to: found.pointee)
        // Signals, output, and CR read as LF stay the terminal's business.
        raw.pointee.c_lflag &= ~tcflag_t(ICANON | ECHO)
        withUnsafeMutableBytes(of: &raw.pointee.c_cc) { keys in
            keys[Int(VMIN)] = 1
            keys[Int(VTIME)] = 0
        }
        isBegun = true
        atexit { TerminalMode.restore() }
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP] { handle(number, leaving) }
        handle(SIGCONT, goingOn)
        return tcsetattr(STDIN_FILENO, TCSANOW, raw) == 0
    }

    private static func restore() { set(found) }

    /// In the background the terminal is somebody else's, and asking for it would stop this program.
    private static func set(_ settings: UnsafePointer<termios>) {
        guard tcgetpgrp(STDIN_FILENO) == getpgrp() else { return }
        tcsetattr(STDIN_FILENO, TCSANOW, settings)
    }

    private typealias Handler = @convention(c) (Int32) -> Void

    private static func handle(_ number: Int32, _ handler: @escaping Handler) {
        let before = signal(number, handler)
        // What the caller had ignored stays ignored.
        let isIgnored = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        if isIgnored { signal(number, SIG_IGN) }
    }

    /// Ends, or stops, as if there had been no handler.
    private static let leaving: Handler = { number in
        TerminalMode.restore()
        signal(number, SIG_DFL)
        raise(number)
    }

    private static let goingOn: Handler = { _ in
        signal(SIGTSTP, TerminalMode.leaving)
        TerminalMode.set(TerminalMode.raw)
    }
}
