import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService

/// What a request names beside its body, in its path and in its query: read one way, refused one way.
struct RequestParameters: Sendable {
    private let path: Parameters
    private let query: Parameters

    init(_ request: Request, _ context: some RequestContext) {
        path = context.parameters
        query = request.uri.queryParameters
    }

    /// What a path's `**` stands for.
    var rest: [String] { path.getCatchAll().map(String.init) }

    subscript(_ name: RequestKey) -> String? {
        path.get(name.rawValue) ?? query[name.rawValue[...]].map(String.init)
    }

    /// - Parameter wrong: what is said when it is missing, or not read.
    /// - Throws: `Refusal` `.invalide`.
    func require<Value>(
        _ name: RequestKey, _ wrong: String, _ read: (String) throws -> Value?
    ) throws -> Value {
        guard let value = try self[name].flatMap(read) else { throw Refusal(.invalide, wrong) }
        return value
    }

    /// The same of one that may be left out.
    func optional<Value>(
        _ name: RequestKey, _ wrong: String, _ read: (String) throws -> Value?
    ) throws -> Value? {
        self[name] == nil ? nil : try require(name, wrong, read)
    }

    func structure(_ name: RequestKey) throws -> StructureName {
        try require(name, "Le nom de la structure est mal écrit.") { StructureName($0) }
    }

    func pliID(_ name: RequestKey) throws -> PliID {
        try require(name, "L'identifiant n'est pas un UUIDv4 en minuscules.") { PliID($0) }
    }

    func guichet(_ name: RequestKey) throws -> GuichetName {
        try require(name, "Le nom du guichet n'est pas de 64 chiffres hexadécimaux.") {
            GuichetName($0)
        }
    }

    /// Where the page before ended.
    func pliAfter() throws -> PliID? {
        try optional(.apres, "« apres » n'est pas l'identifiant d'un pli.") { PliID($0) }
    }

    /// The same by rank; 0 for the first page.
    func rankAfter() throws -> Int64 {
        try optional(.apres, "« apres » n'est pas un rang.") {
            Int64($0).flatMap { $0 >= 0 ? $0 : nil }
        } ?? 0
    }

    func day(_ name: RequestKey) throws -> CalendarDate? {
        try optional(name, "« \(name) » n'est pas une date AAAA-MM-JJ.") { CalendarDate($0) }
    }
}

extension RequestGate.Verified {
    /// What an agent enters: an object of the schema.
    ///
    /// - Parameter wrong: what is said when it is no object.
    /// - Throws: `Refusal` `.invalide`.
    func fact<Fact>(
        _ wrong: String, _ read: (JSONObject) throws -> Fact
    ) throws -> Fact {
        guard let object = (try? JSONValue.parse(body))?.object else {
            throw Refusal(.invalide, wrong)
        }
        do {
            return try read(object)
        } catch let error as SchemaError {
            throw Refusal(.invalide, error.message, hint: error.hint)
        }
    }
}
