import Foundation
import Testing

@testable import LiaisonSchema

@Suite("Courriel : ses pièces jointes, et rien d'autre")
struct MailMessageTests {
    private func read(_ text: String) throws -> [MailMessage.Attachment] {
        try MailMessage(Array(text.replacing("\n", with: "\r\n").utf8)).attachments
    }

    private static let head = "From: a@b.example\nSubject: bilan\nMIME-Version: 1.0\n"

    private static func mixed(_ parts: String..., boundary: String = "b") -> String {
        "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\n\npréambule\n"
            + parts.map { "--\(boundary)\n\($0)\n" }.joined() + "--\(boundary)--\népilogue\n"
    }

    private static func pdf(_ fields: String, _ body: String = "JVBERi0x") -> String {
        "\(fields)\nContent-Transfer-Encoding: base64\n\n\(body)"
    }

    private func names(_ fields: String...) throws -> [String] {
        try fields.map { try #require(try read(Self.head + Self.mixed(Self.pdf($0))).first).name }
    }

    // MARK: What is taken

    @Test("la pièce jointe, pas le texte du message, ni préambule ni épilogue")
    func simple() throws {
        let found = try read(
            Self.head
                + Self.mixed(
                    "Content-Type: text/plain\n\nBonjour, ci-joint.",
                    Self.pdf(
                        "Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"bilan.pdf\"",
                        "JVBE\nRi0x\n")))
        #expect(found == [.init(name: "bilan.pdf", content: Array("%PDF-1".utf8))])
    }

    @Test("une photographie « inline », un courriel transféré, un corps qui est la pièce elle-même")
    func places() throws {
        let image = Self.pdf(
            "Content-Type: image/heic; name=IMG_1.HEIC\nContent-Disposition: inline")
        let inner =
            "Content-Type: message/rfc822\n\n" + Self.head
            + Self.mixed("Content-Type: text/html\n\n<p>", image, boundary: "dedans")
        let found = try read(
            Self.head
                + Self.mixed(
                    "Content-Type: multipart/alternative; boundary=alt\n\n--alt\n\nBonjour\n--alt--",
                    inner, image))
        #expect(found.map(\.name) == ["IMG_1.HEIC", "IMG_1.HEIC"])
        let alone = try read(Self.head + Self.pdf("Content-Type: application/pdf") + "\n")
        #expect(alone == [.init(name: "", content: Array("%PDF-1".utf8))])
        #expect(try read(Self.head + "\nBonjour.\n") == [])
        let text = "Content-Type: text/plain\nContent-Disposition: attachment\n\nnotes"
        #expect(try read(Self.head + Self.mixed(text)).map(\.content) == [Array("notes".utf8)])
    }

    @Test("les noms : mots codés, RFC 2231, guillemets, accents bruts, commentaires, lignes pliées")
    func fileNames() throws {
        let type = "Content-Type: application/pdf\nContent-Disposition: attachment;"
        #expect(
            try names(
                "\(type) filename=\"=?utf-8?B?w6l0w6kucGRm?=\"",
                "\(type) filename=\"=?ISO-8859-1?Q?=E9t=E9_1.pdf?=\"",
                "\(type) filename=\"=?utf-8?Q?=C3?= =?utf-8?Q?=A9t=C3=A9.pdf?=\"",
                "\(type)\n filename*=utf-8''%C3%A9t%C3%A9%20d%27ici.pdf",
                "\(type)\n filename*0*=iso-8859-15'fr'%BDuvre;\n filename*1=\"s d'art.pdf\"",
                "\(type) filename=\"a \\\"b\\\"; c.pdf\"; size=3",
                "\(type) filename=été.pdf", "\(type) filename=nu.pdf ; x=y",
                "\(type) (un (commentaire)) filename=vieux.pdf; filename*=utf-8''neuf.pdf",
                "Content-Type: application/pdf;\n\tname=\"=?windows-1252?Q?co=FBt_=80.pdf?=\"")
                == [
                    "été.pdf", "été 1.pdf", "été.pdf", "été d'ici.pdf", "œuvres d'art.pdf",
                    "a \"b\"; c.pdf", "été.pdf", "nu.pdf", "neuf.pdf", "coût €.pdf",
                ])
    }

    @Test("quoted-printable, base64 sali, un codage inconnu")
    func codings() throws {
        func content(_ coding: String, _ body: String) throws -> String {
            let part =
                "Content-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: \(coding)\n\n\(body)"
            return String(
                decoding: try #require(try read(Self.head + Self.mixed(part)).first).content,
                as: UTF8.self)
        }
        #expect(
            try content("quoted-printable", "caf=C3=A9 =3D 1=\n 2=  \n3 =zz") == "café = 1 23 =zz")
        #expect(try content("BASE64", "w6 l0\n!w6k=\nw6k=") == "étéé")
        #expect(try content("x-inconnu", "tel quel") == "tel quel")
        #expect(try content("8bit", "été") == "été")
    }

    @Test("une frontière qui commence comme une autre, une fin qui manque, des LF seuls")
    func boundaries() throws {
        let part = "Content-Type: application/pdf; name=a\n\n"
        let text =
            Self.head
            + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\(part)--bc\nx\n--b  \n\(part)y\n"
        let found = try MailMessage(Array(text.utf8)).attachments
        #expect(found.map { String(decoding: $0.content, as: UTF8.self) } == ["--bc\nx", "y\n"])
    }

    // MARK: Bounds

    @Test("trop profond, trop de parties, trop d'en-têtes, trop long : refusé")
    func bounds() throws {
        func nested(_ depth: Int) -> String {
            (0..<depth).reduce("Content-Type: application/pdf; name=a\n\nx") { inner, level in
                Self.mixed(inner, boundary: "niveau\(level)-")
            }
        }
        #expect(try read(Self.head + nested(8)).count == 1)
        #expect(throws: SchemaError(.tooLarge, "")) { try read(Self.head + nested(9)) }
        let forwarded = (0..<9).reduce("x") { inner, _ in
            Self.head + "Content-Type: message/rfc822\n\n" + inner
        }
        #expect(throws: SchemaError(.tooLarge, "")) { try read(forwarded) }
        func many(_ count: Int) -> String {
            Self.head + "Content-Type: multipart/mixed; boundary=b\n\n"
                + String(repeating: "--b\n\nx\n", count: count)
        }
        #expect(try read(many(199)) == [])
        #expect(throws: SchemaError(.tooLarge, "")) { try read(many(200)) }
        #expect(throws: SchemaError(.tooLarge, "")) { try read(many(100_000)) }
        let fields = String(repeating: "X-A: b\n", count: 60_000)
        #expect(throws: SchemaError(.tooLarge, "")) {
            try read(Self.head + Self.mixed(fields + "\nx"))
        }
        #expect(throws: SchemaError(.form, "")) {
            try read("Bonjour.\n\nCe n'est pas un courriel.")
        }
    }

    @Test("une seule ligne d'en-tête démesurée n'est pas retenue, et la partie est refusée")
    func longLine() throws {
        let long = String(repeating: "a", count: 1 << 20)
        for text in ["From: a\nSubject: \(long)\n\n", "From: a\nSubject: b\n \(long)\n\n"] {
            let header = try #require(MailHeader(Array(text.utf8)[...]))
            #expect(header.count > MailHeader.limit)
            #expect(header.value(of: "subject") == nil)
        }
        #expect(throws: SchemaError(.tooLarge, "")) {
            try read(Self.head + Self.mixed("Content-Type: application/pdf; name=\(long)\n\nx"))
        }
        // Exactly the bound is taken, and a body that has no header is none of it.
        let line = "X: " + String(repeating: "a", count: MailHeader.limit - 5) + "\n\n"
        #expect(MailHeader(Array(line.utf8)[...])?.count == MailHeader.limit)
        #expect(MailHeader(Array(long.utf8)[...]) == nil)
    }

    // MARK: Properties

    @Test("ce qu'un autre programme écrit se relit, quels que soient les noms et les contenus")
    func roundTrip() throws {
        var random = SeededRandom(state: 7)
        let letters = Array("abc éàœ€'\"\\;=?_%*().ع漢-")
        for _ in 0..<300 {
            let expected = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                MailMessage.Attachment(
                    name: "n"
                        + String(
                            (0..<Int.random(in: 0...40, using: &random)).map { _ in
                                letters.randomElement(using: &random) ?? "a"
                            }) + "z",
                    content: (0..<Int.random(in: 0...300, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    })
            }
            let parts = expected.map { part in
                let name = Data(part.name.utf8)
                let field =
                    Bool.random(using: &random)
                    ? "filename=\"=?UTF-8?B?\(name.base64EncodedString())?=\""
                    : "filename*=UTF-8''" + name.map { String(format: "%%%02X", $0) }.joined()
                let body = Data(part.content)
                let isBase64 = Bool.random(using: &random)
                let coded =
                    isBase64
                    ? body.base64EncodedString(options: .lineLength76Characters)
                    : body.map { String(format: "=%02X", $0) }.joined()
                return "Content-Disposition: attachment; \(field)\nContent-Transfer-Encoding: "
                    + "\(isBase64 ? "base64" : "quoted-printable")\n\n\(coded)"
            }
            let text =
                Self.head + "Content-Type: multipart/mixed; boundary=\"=_x y\"\n\n"
                + parts.map { "--=_x y\n\($0)\n" }.joined() + "--=_x y--\n"
            #expect(try read(text.replacing("\r\n", with: "\n")) == expected)
        }
    }

    @Test("des octets changés au hasard n'arrêtent rien et ne font rien dépasser")
    func damaged() {
        var random = SeededRandom(state: 11)
        let whole = Array(
            (Self.head
                + Self.mixed(
                    Self.pdf("Content-Type: application/pdf; name*0*=utf-8''%41; name*1=b"),
                    "Content-Type: message/rfc822\n\n\(Self.head)\ntexte")).utf8)
        for _ in 0..<5_000 {
            var content = whole
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                content[Int.random(in: content.indices, using: &random)] =
                    [0, 0x0A, 0x22, 0x28, 0x2A, 0x3B, 0x3D, 0x3F, 0xFF].randomElement(
                        using: &random) ?? 0
            }
            guard let mail = try? MailMessage(content) else { continue }
            #expect(mail.attachments.reduce(0) { $0 + $1.content.count } <= content.count)
        }
    }
}
