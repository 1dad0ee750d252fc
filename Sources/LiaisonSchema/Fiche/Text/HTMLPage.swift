import LiaisonBase

/// HTML of a printed form. Every text is escaped here and nowhere else.
struct HTMLPage: FormPage {
    private var body = ""
    /// The elements to close before something of another kind comes.
    private var open: [String] = []
    private var groups = 0
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
        dl div.large { display: block }
        """

    /// A hand needs eight millimetres a line.
    private static let handwriting = """

        .vide { height: 8mm }
        """

    private static let landscape = """

        @page { size: A4 landscape; margin: 12mm }
        body { max-width: 270mm }
        table { border-collapse: collapse; width: 100%; margin-top: 1em; font-size: 9pt }
        th, td { border: 1px solid #1b2a4e; padding: .25em .4em; text-align: left;
          vertical-align: top; overflow-wrap: anywhere }
        th { background: #e6e9ef } thead { display: table-header-group } tr { break-inside: avoid }
        """

    /// - Parameter isLandscape: whether the page is printed on its long side.
    func document(title: String, isLandscape: Bool = false) -> String {
        var page = self
        page.close()
        return """
            <!DOCTYPE html>
            <html lang="fr">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(Self.escaped(title))</title>
            <style>
            \(Self.style)\(isLandscape ? Self.landscape : "")\(isBlank ? Self.handwriting : "")
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
        return document.replacing(Self.end, with: "\(page.body)\(Self.end)")
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
        body += "<p>\(Self.escaped(text))</p>\n"
    }

    mutating func add(label: String, value: String, indent: Int) {
        begin("dl")
        let label = label.hasSuffix(" :") ? label : label + " :"
        body += "<div><dt>\(Self.escaped(label))</dt><dd>\(Self.place(value))</dd></div>\n"
    }

    mutating func place(label: String, lines: Int) {
        begin("dl")
        let label = label.hasSuffix(" :") ? label : label + " :"
        let more = String(
            repeating: "<span class=\"vide\" aria-hidden=\"true\"></span>", count: lines - 1)
        body +=
            "<div\(lines > 2 ? " class=\"large\"" : "")><dt>\(Self.escaped(label))</dt>"
            + "<dd>\(Self.place(""))\(more)</dd></div>\n"
    }

    /// What follows begins a sheet.
    mutating func beginSheet(_ title: String) {
        close()
        body += "<h1 class=\"page\">\(Self.escaped(title))</h1>\n"
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
            + "<p class=\"libelle\" id=\"g\(groups)\">\(Self.escaped(label)) :</p>\n<ul>\n"
    }

    mutating func endGroup() { body += "</ul>\n</div>\n" }

    mutating func subgroup(_ label: String, indent: Int) {
        body += "<li class=\"n\(Self.level(indent))\">\(Self.escaped(label)) :</li>\n"
    }

    mutating func box(_ box: FormBox, indent: Int) {
        let said = box.isTicked ? "coché" : "non coché"
        let lead = box.lead.map { Self.escaped($0) + " " } ?? ""
        let value = box.value.map { " : \($0.isEmpty ? "………………" : Self.escaped($0))" } ?? ""
        body +=
            "<li class=\"n\(Self.level(indent))\">\(lead)<span role=\"img\" aria-label=\"\(said)\">"
            + "\(box.isTicked ? "☒" : "☐")</span> \(Self.escaped(box.label))\(value)</li>\n"
    }

    mutating func table(columns: [String], rows: [[String]]) {
        close()
        func cells(_ texts: [String], _ element: String) -> String {
            texts.map { "<\(element)>\(Self.escaped($0))</\(element.prefix(2))>" }.joined()
        }
        body += "<table>\n<thead><tr>\(cells(columns, "th scope=\"col\""))</tr></thead>\n<tbody>\n"
        for row in rows { body += "<tr>\(cells(row, "td"))</tr>\n" }
        body += "</tbody>\n</table>\n"
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
