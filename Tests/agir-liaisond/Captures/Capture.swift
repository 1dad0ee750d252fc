import Foundation
import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import NIOCore
import TestSupport
import Testing

@testable import agir_liaisond

/// What version 0.1 wrote: `Tests/Captures/v0.1`, written by `CaptureWriter` at commit d17425b.
struct Capture {
    static let files = CaptureFiles(
        root: URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Captures/v0.1"))

    /// When everything was captured.
    let horloge = TestClock()
    private let secrets: JSONObject

    init() throws {
        secrets = try #require(try JSONValue.parse(Self.files.read("secrets.json")).object)
    }

    static func carte(_ name: String) throws -> SignedCarte {
        try SignedCarte(files.read("cartes/\(name).carte"))
    }

    func signing(_ name: String) throws -> SigningKey {
        try SigningKey(text: #require(secrets["signature"]?.object?[name]?.string))
    }

    func age(_ name: String) throws -> AgeIdentity {
        try AgeIdentity(text: #require(secrets["age"]?.object?[name]?.string))
    }

    /// The key of the structure, when it is kept.
    func structureKey(of card: Carte) throws -> SigningKey? {
        guard secrets["signature"]?.object?["\(card.structure)/structure"] != nil else {
            return nil
        }
        return try signing("\(card.structure)/structure")
    }

    /// That structure, with its keys and the card that it had.
    func house(_ letter: String) throws -> House {
        let name = "\(letter).example"
        let locals = ["referent", "dpo", "admin"]
        return try House(
            name, horloge, structureKey: signing("\(name)/structure"),
            service: Dictionary(
                uniqueKeysWithValues: ServiceKeys.names.map { file in
                    let key = String(file.dropLast(".cle".count))
                    return (key, try signing("\(name)/\(key)"))
                }),
            identities: Dictionary(
                uniqueKeysWithValues: locals.map { local in
                    let full = "\(name)/\(local)"
                    return (local, AgentIdentity(age: try age(full), signing: try signing(full)))
                }), card: Self.files.read("cartes/\(letter).carte"))
    }

    /// Both structures, which know each other by the cards that they had.
    func pair() throws -> (a: House, b: House) {
        let (a, b) = (try house("a"), try house("b"))
        _ = try a.desks.cards.importContact(Self.files.read("cartes/b.carte"), by: a.agent("admin"))
        _ = try b.desks.cards.importContact(Self.files.read("cartes/a.carte"), by: b.agent("admin"))
        return (a, b)
    }

    /// A request that `a` made of the daemon of `b`, and what that answered.
    struct Exchange {
        let line: Int
        let method: String
        let path: String
        let fields: HTTPFields
        let body: [UInt8]
        let status: Int
        let answer: [UInt8]?
        let problem: String?
    }

    static func exchanges() throws -> [Exchange] {
        let lines = try files.read("echanges.jsonl").split(separator: 0x0A)
        return try lines.enumerated().map { index, line in
            let object = try #require(try JSONValue.parse(line).object)
            var fields = HTTPFields()
            for member in try #require(object["champs"]?.object).members {
                fields.append(
                    HTTPField(
                        name: try #require(HTTPField.Name(member.key)),
                        value: try #require(member.value.string)))
            }
            return Exchange(
                line: index + 1, method: try #require(object["methode"]?.string),
                path: try #require(object["chemin"]?.string), fields: fields,
                body: try object["corps"]?.string.map(files.read) ?? [],
                status: Int(try #require(object["statut"]?.integer)),
                answer: try object["reponse"]?.string.map(files.read),
                problem: object["probleme"]?.string)
        }
    }
}
