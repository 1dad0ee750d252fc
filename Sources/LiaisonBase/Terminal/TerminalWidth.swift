internal import Glibc

/// How wide the person's terminal is.
public enum TerminalWidth {
    /// Columns; nil for what is no terminal, and for one that does not say: nobody knows where it breaks.
    public static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col >= narrowest
        else { return nil }
        return Int(size.ws_col)
    }

    /// Below, there is no room for a word and its indent.
    private static let narrowest: UInt16 = 20
}

extension StandardStream {
    /// Sentences for people: on a terminal no word is cut by its last column. A file or a program reads them
    /// as they are.
    public func say(_ text: String) {
        write(
            TerminalWidth.columns(of: rawValue).map { LineWrapping.wrapped(text, width: $0) }
                ?? text)
    }
}
