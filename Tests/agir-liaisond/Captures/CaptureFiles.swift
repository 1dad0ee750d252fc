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

/// The files of a version's captures.
struct CaptureFiles {
    /// Where this version's are to be written.
    static let target = ProcessInfo.processInfo.environment["CAPTURES"]

    let root: URL

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: name)))
    }

    static func json(_ members: [(String, JSONValue)]) -> [UInt8] {
        Array("\(JSONValue.object(JSONObject(members)).text)\n".utf8)
    }
}

/// What one daemon asked of another, and was answered: asked for real, then written down.
final class CaptureBook {
    private let asker: House
    private let asked: House
    private let horloge: TestClock
    private let files: CaptureFiles
    private var demandes: [(demande: PeerRequest, body: String?)] = []

    init(_ asker: House, _ asked: House, _ horloge: TestClock, _ files: CaptureFiles) {
        self.asker = asker
        self.asked = asked
        self.horloge = horloge
        self.files = files
    }

    /// - Parameter body: the name of its file.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil, isSigned: Bool = true
    ) throws {
        let keys = asker.desks.office.keys
        var demande = PeerRequest(
            method: method, path: path, body: try body.map(files.read) ?? [],
            pour: asked.structure.text, created: horloge.now.seconds, key: keys.service,
            keyID: try keys.verifierKeys(of: asker.structure).service.keyID)
        if !isSigned {
            demande.drop = [
                FieldNames.contentDigest, FieldNames.pour, FieldNames.signatureInput,
                FieldNames.signature,
            ]
        }
        demandes.append((demande, body))
    }

    func write() async throws {
        let gate = RequestGate(
            desks: asked.desks,
            replays: ReplayGuard(
                start: horloge.now.seconds - 1_000, elapsed: { 0 }),
            now: { [horloge] in horloge.now })
        let answers = try await PeerRequest.ask(
            demandes.map(\.demande), PeerRoutes(desks: asked.desks, gate: gate).router())
        var lines: [String] = []
        for (index, (asked, answer)) in zip(demandes, answers).enumerated() {
            var object = JSONObject()
            object["methode"] = .string(asked.demande.method.rawValue)
            object["chemin"] = .string(asked.demande.path)
            object["champs"] = .object(
                JSONObject(
                    asked.demande.headers.map { ($0.name.canonicalName, .string($0.value)) }))
            object["corps"] = asked.body.map { .string($0) }
            object["statut"] = .integer(Int64(answer.status))
            if let problem = try? JSONValue.parse(answer.body).object?["type"]?.string {
                // Its words may change; its type is the contract.
                object["probleme"] = .string(problem)
            } else if !answer.body.isEmpty {
                let name = "reponses/\(index + 1)"
                try files.write(answer.body, to: name)
                object["reponse"] = .string(name)
            }
            lines.append(JSONValue.object(object).text)
        }
        try files.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "echanges.jsonl")
    }
}
