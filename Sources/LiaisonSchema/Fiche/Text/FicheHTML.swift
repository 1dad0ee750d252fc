/// A fiche as the official form on one self-contained page: no script, no outside resource, printed
/// on A4.
public enum FicheHTML {
    /// - Parameter signature: the line that stands for the signature; nil says that there is none.
    public static func render(_ fiche: Fiche, signature: String?) -> String {
        let form = fiche.form
        var page = HTMLPage()
        FormPrinter(form: form, content: fiche.content, showsHidden: false)
            .print(on: &page, signature: signature ?? "sans signature")
        return page.document(title: form.title)
    }
}

/// HTML of a printed form. Every text is escaped here and nowhere else.
struct HTMLPage: FormPage {
    private var body = ""

    private static let style = """
        @page { size: A4; margin: 18mm }
        body { font: 11pt/1.4 sans-serif; color: #000; background: #fff; max-width: 48em;
          margin: 1em auto; padding: 0 1em }
        h1 { font-size: 1.4em } h2 { font-size: 1.15em; border-bottom: 1px solid #000 }
        h3 { font-size: 1em } p { margin: .2em 0; break-inside: avoid }
        .programme { font-style: italic } .valeur { white-space: pre-line }
        """

    func document(title: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="fr">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(Self.escaped(title))</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        \(body)</body>
        </html>

        """
    }

    mutating func gap() {}

    mutating func heading(_ text: String, level: FormHeading) {
        switch level {
        case .programme: body += "<p class=\"programme\">\(Self.escaped(text))</p>\n"
        case .title: body += "<h1>\(Self.escaped(text))</h1>\n"
        case .section: body += "<h2>\(Self.escaped(text))</h2>\n"
        case .subsection: body += "<h3>\(Self.escaped(text))</h3>\n"
        }
    }

    mutating func add(_ text: String, indent: Int, hanging: Int) {
        body += "<p\(Self.margin(indent))>\(Self.escaped(text))</p>\n"
    }

    mutating func add(label: String, value: String, indent: Int) {
        let label = label.hasSuffix(" :") ? label : label + " :"
        body +=
            "<p\(Self.margin(indent))><b>\(Self.escaped(label))</b> "
            + "<span class=\"valeur\">\(Self.escaped(value))</span></p>\n"
    }

    mutating func box(_ isTicked: Bool, _ label: String, indent: Int) {
        let said = isTicked ? "coché" : "non coché"
        body +=
            "<p\(Self.margin(indent))><span role=\"img\" aria-label=\"\(said)\">"
            + "\(isTicked ? "☒" : "☐")</span> \(Self.escaped(label))</p>\n"
    }

    private static func margin(_ indent: Int) -> String {
        indent == 0 ? "" : " style=\"margin-left:\(indent / 2)em\""
    }

    private static func escaped(_ text: String) -> String {
        VisibleText.escaped(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
