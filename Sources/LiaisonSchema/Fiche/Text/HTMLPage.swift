import LiaisonBase

/// HTML of a printed form. Every text is escaped here and nowhere else.
struct HTMLPage: FormPage {
    private var body = ""
    /// The elements to close before something of another kind comes.
    private var open: [String] = []
    private var groups = 0
    /// Whether a sheet of its own was begun, which ends with the page.
    private var hasSheet = false
    /// Whether it is written on by hand.
    private let isBlank: Bool

    init(isBlank: Bool = false) { self.isBlank = isBlank }

    private static let style = """
        @page { size: A4; margin: 16mm }
        * { box-sizing: border-box }
        body { font: 10.5pt/1.4 "Liberation Sans", Arial, sans-serif; color: #000;
          background: #fff; max-width: 178mm; margin: 1em auto; padding: 0 1em }
        @media print { body { margin: 0; padding: 0; max-width: none } }
        .programme { text-align: center; font-style: italic; margin: 0 }
        h1 { font-size: 1.5em; text-align: center; margin: .3em 0 .8em }
        h2 { font-size: 1.1em; background: #e6e9ef; border-left: 4px solid #1b2a4e;
          padding: .25em .5em; margin: 1.1em 0 .4em }
        h3 { font-size: 1em; border-bottom: 1px solid #1b2a4e; margin: .9em 0 .3em }
        h1, h2, h3 { break-after: avoid }
        h2 span { font-weight: normal }
        dl { margin: 0 } p { margin: .3em 0 }
        dl div { display: grid; grid-template-columns: 42% 1fr; gap: .8em; padding: .15em 0 }
        dt { font-weight: bold } dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere }
        .vide { display: inline-block; width: 100%; height: 1em; border-bottom: 1px dotted #444 }
        .groupe { margin: .35em 0 } .groupe p.libelle { font-weight: bold; margin: 0 }
        .groupe ul { list-style: none; margin: 0; padding: 0 }
        .n1 { margin-left: 1.4em } .n2 { margin-left: 2.8em } .n3 { margin-left: 4.2em }
        dl div, .groupe, li, p { break-inside: avoid }
        .page { break-before: page } .page ~ dl .vide { height: 8mm }
        .feuille { page: feuille }
        dl div.large { display: block } dl div.large .vide { height: 8mm }
        table { border-collapse: collapse; width: 100%; margin-top: 1em; font-size: 9pt }
        th, td { border: 1px solid #1b2a4e; padding: .25em .4em; text-align: left;
          vertical-align: top }
        td.entier, .mot { white-space: nowrap } td.long { overflow-wrap: anywhere }
        th { background: #e6e9ef } thead { display: table-header-group } tr { break-inside: avoid }
        """

    /// A hand needs eight millimetres a line.
    private static let handwriting = """

        .vide { height: 8mm }
        """

    /// What is signed stays on one sheet with what says so.
    private static let signing = """

        p:has(+ dl .large), dl div:has(+ .large) { break-after: avoid }
        """

    private static let landscape = """

        @page { size: A4 landscape; margin: 12mm }
        body { max-width: 270mm }
        """

    /// The foot of each printed sheet: what it belongs to, and which of how many it is. A sheet that begins
    /// with `beginSheet` is kept by somebody else: it says its number alone.
    private static func foot(_ text: String) -> String {
        let font = "font: 8pt \"Liberation Sans\", Arial, sans-serif; color: #444"
        return """

            @page { @bottom-left { content: \(quoted(text)); \(font) }
              @bottom-right { content: "page " counter(page) " sur " counter(pages); white-space: nowrap;
                \(font) } }
            @page feuille { @bottom-left { content: none } }
            """
    }

    /// A string of CSS: whatever is no ASCII letter, digit or space, by its number (CSS Syntax Module Level 3,
    /// section 4.3.7).
    private static func quoted(_ text: String) -> String {
        let signs = VisibleText.line(text, limit: footLimit).unicodeScalars.map { scalar in
            let isPlain =
                scalar.isASCII
                && (scalar == " " || scalar.properties.isAlphabetic
                    || scalar.properties.numericType != nil)
            return isPlain ? String(scalar) : "\\\(String(scalar.value, radix: 16)) "
        }
        return "\"\(signs.joined())\""
    }

    /// Scalars, of what two lines hold in that size beside the number.
    private static let footLimit = 190

    /// - Parameters:
    ///   - isLandscape: whether the page is printed on its long side.
    ///   - foot: what each sheet belongs to; nil: the title.
    func document(title: String, isLandscape: Bool = false, foot: String? = nil) -> String {
        var page = self
        page.close()
        let style =
            Self.style + (isLandscape ? Self.landscape : "")
            + (isBlank ? Self.handwriting : Self.signing) + Self.foot(foot ?? title)
        return """
            <!DOCTYPE html>
            <html lang="fr">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(Self.escaped(title))</title>
            <style>
            \(style)
            </style>
            </head>
            <body>
            <main>
            \(page.body)</main>
            </body>
            </html>

            """
    }

    /// Adds what is on this page to the end of a document that this type wrote: texts are escaped, so that its
    /// end stands there once.
    func added(to document: String) -> String {
        var page = self
        page.close()
        let sheet = page.hasSheet ? "</section>\n" : ""
        return document.replacing(Self.end, with: "\(page.body)\(sheet)\(Self.end)")
    }

    private static let end = "</main>\n</body>"

    mutating func gap() {}

    mutating func heading(_ text: String, level: FormHeading, value: String?) {
        close()
        let more = value.map { " : <span>\(Self.escaped($0))</span>" } ?? ""
        let text = Self.escaped(value == nil ? text : text.withoutColon)
        switch level {
        case .programme: body += "<p class=\"programme\">\(text)</p>\n"
        case .title: body += "<h1>\(text)</h1>\n"
        case .section: body += "<h2>\(text)\(more)</h2>\n"
        case .subsection: body += "<h3>\(text)\(more)</h3>\n"
        }
    }

    mutating func add(_ text: String, indent: Int, hanging: Int) {
        close()
        body += "<p>\(Self.paragraph(text))</p>\n"
    }

    private static let command = "« agir-liaison"

    /// A command is typed as it is read: no word of it is cut at a hyphen, nor parted from its quote.
    private static func paragraph(_ text: String) -> String {
        var (rest, html) = (escaped(text)[...], "")
        while let start = rest.firstRange(of: command)?.lowerBound,
            let end = rest[start...].firstRange(of: " »")
        {
            var words = rest[start..<end.lowerBound].dropFirst(2).split(separator: " ").map(
                String.init)
            words[0] = "« \(words[0])"
            words[words.count - 1] += " »"
            html += rest[..<start]
            html += words.map { "<span class=\"mot\">\($0)</span>" }.joined(separator: " ")
            rest = rest[end.upperBound...]
        }
        return html + rest
    }

    mutating func add(label: String, value: String, indent: Int) {
        begin("dl")
        let level = indent > 0 ? " class=\"n\(Self.level(indent))\"" : ""
        body +=
            "<div\(level)><dt>\(Self.label(label))</dt>"
            + "<dd>\(Self.place(value))</dd></div>\n"
    }

    mutating func place(label: String, lines: Int) {
        begin("dl")
        let more = String(
            repeating: "<span class=\"vide\" aria-hidden=\"true\"></span>", count: lines - 1)
        body +=
            "<div\(lines > 2 ? " class=\"large\"" : "")><dt>\(Self.label(label))</dt>"
            + "<dd>\(Self.place(""))\(more)</dd></div>\n"
    }

    /// What follows begins a sheet.
    mutating func beginSheet(_ title: String) {
        close()
        hasSheet = true
        body += "<section class=\"feuille\">\n<h1 class=\"page\">\(Self.escaped(title))</h1>\n"
    }

    mutating func beginGroup(_ label: String) {
        close()
        groups += 1
        guard !label.isEmpty else {
            body += "<div class=\"groupe\">\n<ul>\n"
            return
        }
        body +=
            "<div class=\"groupe\" role=\"group\" aria-labelledby=\"g\(groups)\">\n"
            + "<p class=\"libelle\" id=\"g\(groups)\">\(Self.escaped(label.withColon))</p>\n<ul>\n"
    }

    mutating func endGroup() { body += "</ul>\n</div>\n" }

    mutating func subgroup(_ label: String, indent: Int) {
        body += "<li class=\"n\(Self.level(indent))\">\(Self.escaped(label.withColon))</li>\n"
    }

    mutating func box(_ box: FormBox, indent: Int) {
        let said = box.isTicked ? "coché" : "non coché"
        let lead = box.lead.map { Self.escaped($0) + " " } ?? ""
        let value = box.value.map { " : \($0.isEmpty ? "………………" : Self.escaped($0))" } ?? ""
        body +=
            "<li class=\"n\(Self.level(indent))\">\(lead)<span role=\"img\" aria-label=\"\(said)\">"
            + "\(box.isTicked ? "☒" : "☐")</span> \(Self.escaped(box.label))\(value)</li>\n"
    }

    /// The longest word, in characters, that a cell of a table never cuts: a number, a date, a name. What a
    /// stranger wrote may be of any length: it would push the table off the page.
    private static let wholeLimit = 16

    /// - Parameter whole: the columns, from 0, of numbers and dates: none of them is cut in two.
    mutating func table(columns: [String], rows: [[String]], whole: Set<Int> = []) {
        close()
        let heads = columns.map { "<th scope=\"col\">\(Self.escaped($0))</th>" }.joined()
        body += "<table>\n<thead><tr>\(heads)</tr></thead>\n<tbody>\n"
        for row in rows {
            let cells = row.enumerated().map { column, text in
                let shown = Self.escaped(text)
                if text.split(whereSeparator: \.isWhitespace).contains(where: {
                    $0.count > Self.wholeLimit
                }) {
                    return "<td class=\"long\">\(shown)</td>"
                }
                let isWhole = whole.contains(column) && text.count <= Self.wholeLimit
                return "<td\(isWhole ? " class=\"entier\"" : "")>\(shown)</td>"
            }
            body += "<tr>\(cells.joined())</tr>\n"
        }
        body += "</tbody>\n</table>\n"
    }

    /// The colon never stands alone on a line.
    private static func label(_ text: String) -> String {
        text.hasSuffix(":") ? escaped(text) : escaped(text) + "\u{A0}:"
    }

    /// An empty answer is a dotted line, as on paper.
    private static func place(_ value: String) -> String {
        value.isEmpty
            ? "<span class=\"vide\" role=\"img\" aria-label=\"non renseigné\"></span>"
            : escaped(value)
    }

    private static func level(_ indent: Int) -> Int { min((indent + 1) / 2, 3) }

    private mutating func begin(_ element: String) {
        guard open.last != element else { return }
        close()
        open.append(element)
        body += "<\(element)>\n"
    }

    private mutating func close() {
        while let element = open.popLast() { body += "</\(element)>\n" }
    }

    private static func escaped(_ text: String) -> String {
        VisibleText.escaped(text).replacing(scalars: [
            "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;",
        ])
    }
}
