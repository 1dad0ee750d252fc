public import LiaisonBase
public import LiaisonSchema

/// What a partner's witness answered the daemon of our log (`GET /local/v1/journal/temoins`).
public struct WitnessWord: LocalAnswer, Equatable {
    public let structure: StructureName
    public let answer: WitnessStatement

    public init(structure: StructureName, answer: WitnessStatement) {
        self.structure = structure
        self.answer = answer
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "temoins")
        structure = try fields.structure("structure")
        switch try fields.text("reponse") {
        case "point": answer = .point(try fields.value("point", LocalRead.bytes))
        case "rien": answer = .nothing
        case "injoignable": answer = .unreachable
        default: throw fields.wrong("reponse")
        }
    }

    public var value: JSONValue {
        let (code, note): (String, [UInt8]?) =
            switch answer {
            case .point(let note): ("point", note)
            case .nothing: ("rien", nil)
            case .unreachable: ("injoignable", nil)
            }
        return .object(
            JSONObject([
                ("structure", .string(structure.text)), ("reponse", .string(code)),
                ("point", note.map { .string(Base64.encode($0)) }),
            ]))
    }
}
