/// A mail (`.eml`), of which only the attachments are taken: RFC 5322, RFC 2045, RFC 2046, RFC 2047, RFC 2231.
/// Lenient as mail programs must be, bounded as its sender may be hostile (voies.md, «Mails in»).
public struct MailMessage: Sendable {
    public struct Attachment: Sendable, Equatable {
        /// As its sender wrote it: hostile text, empty when there is none.
        public let name: String
        public let content: [UInt8]
    }

    /// The most bytes read (32 MiB in base64, and what stands around), and given out.
    public static let limit = 46 << 20
    public static let contentLimit = 32 << 20
    public static let depthLimit = 8
    public static let partLimit = 200

    /// In the order of the mail, those of mails in it included.
    public private(set) var attachments: [Attachment] = []

    private var partCount = 0
    private var size = 0

    /// - Throws: `.tooLarge` beyond a bound above; `.form` for what is no mail.
    public init(_ content: [UInt8]) throws(SchemaError) {
        guard content.count <= Self.limit else { throw Self.tooLarge("de place") }
        guard Self.looksLikeOne(content) else {
            throw SchemaError(.form, "Ce n'est pas un courriel enregistré (.eml).")
        }
        try walk(content[...], depth: 0, isInDigest: false)
    }

    /// Whether it begins by a header that only a mail has.
    public static func looksLikeOne(_ content: [UInt8]) -> Bool {
        guard let header = MailHeader(content.prefix(MailHeader.limit)), header.isWhole else {
            return false
        }
        let usual = [
            "from", "date", "received", "return-path", "message-id", "mime-version", "subject",
            "to",
            "content-type", "delivered-to",
        ]
        return usual.count { header.value(of: $0) != nil } >= 2
    }

    // MARK: The tree

    private mutating func walk(
        _ entity: ArraySlice<UInt8>, depth: Int, isInDigest: Bool
    ) throws(SchemaError) {
        guard depth <= Self.depthLimit else { throw Self.tooLarge("de parties l'une dans l'autre") }
        partCount += 1
        guard partCount <= Self.partLimit else { throw Self.tooLarge("de parties") }
        // A part may have no header at all.
        let header = MailHeader(entity) ?? MailHeader()
        guard header.count <= MailHeader.limit else { throw Self.tooLarge("d'en-têtes") }
        let body = entity.dropFirst(header.count)
        let type = MailValue(
            header.value(of: "content-type") ?? (isInDigest ? "message/rfc822" : "text/plain"))
        let coding = header.value(of: "content-transfer-encoding") ?? ""
        if type.name.hasPrefix("multipart/"), let boundary = type.parameters["boundary"] {
            for part in MailBody.parts(of: body, boundary: boundary, limit: Self.partLimit + 1) {
                try walk(part, depth: depth + 1, isInDigest: type.name == "multipart/digest")
            }
        } else if type.name == "message/rfc822" || type.name == "message/global" {
            try walk(MailBody.inner(body, coding), depth: depth + 1, isInDigest: false)
        } else {
            try take(body, coding, type, MailValue(header.value(of: "content-disposition") ?? ""))
        }
    }

    /// A part is an attachment by its word, by a file name, or by being no text: telephones send photographs
    /// «inline».
    private mutating func take(
        _ body: ArraySlice<UInt8>, _ coding: String, _ type: MailValue, _ disposition: MailValue
    ) throws(SchemaError) {
        let name = disposition.parameters["filename"] ?? type.parameters["name"]
        guard
            disposition.name == "attachment" || name != nil
                || !(type.name.hasPrefix("text/") || type.name.hasPrefix("multipart/"))
        else { return }
        // No coding makes a body longer: what would not fit is not decoded.
        let content = MailBody.decoded(body, coding)
        size += content.count
        guard size <= Self.contentLimit else { throw Self.tooLarge("de pièces jointes") }
        attachments.append(
            Attachment(name: MailWord.decoded(String((name ?? "").prefix(600))), content: content))
    }

    private static func tooLarge(_ what: String) -> SchemaError {
        SchemaError(
            .tooLarge, "Le courriel a trop \(what).",
            hint: "Enregistrez ses pièces jointes, et donnez-les une par une.")
    }
}
