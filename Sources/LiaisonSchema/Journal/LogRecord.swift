internal import LiaisonBase

/// One record of the traceability log before it has a number and a salt (formats.md,
/// «Traceability log»).
public struct LogEvent: Sendable, Equatable {
    /// What some records hold besides.
    public enum Content: Sendable, Equatable {
        /// How many refusals were counted together.
        case count(Int)
        /// The last checkpoint known of the époque before, as text.
        case precedent(String)
        /// How many records were signed before a copy was put back: those after may stand in place of others.
        case signed(UInt64)
        case pruning(Pruning)
        /// How large the log was, and what each part of the database was then, by its name.
        case seal(UInt64, [String: String])
        /// What a month was, before its records go.
        case figures(LogFigures)
    }

    /// Which records were destroyed, by what rule, and the checkpoint that shows how old they were.
    public struct Pruning: Sendable, Equatable {
        /// Runs of numbers, both ends included.
        public let plages: [ClosedRange<UInt64>]
        /// Records of that day and later stay.
        public let avant: CalendarDate
        /// `<months>-mois`.
        public let regle: String
        /// The size of the checkpoint.
        public let point: UInt64

        public init(
            plages: [ClosedRange<UInt64>], avant: CalendarDate, regle: String, point: UInt64
        ) {
            self.plages = plages
            self.avant = avant
            self.regle = regle
            self.point = point
        }
    }

    public let acte: LogActe
    /// Key name of the agent or service.
    public let acteur: KeyName
    /// Id of the fiche, or name of the structure concerned.
    public let ref: String?
    /// Whom the fiche is about; put in on storing, when an agent said it.
    public var personne: PersonIndex?
    public let resultat: LogResultat
    public let detail: LogDetail?
    public let content: Content?

    public init(
        _ acte: LogActe, by acteur: KeyName, ref: String? = nil, _ resultat: LogResultat = .fait,
        detail: LogDetail? = nil, personne: PersonIndex? = nil, content: Content? = nil
    ) {
        self.acte = acte
        self.acteur = acteur
        self.ref = ref
        self.personne = personne
        self.resultat = resultat
        self.detail = detail
        self.content = content
    }

    /// The RFC 8785 line that is stored and hashed verbatim, without a final line feed.
    ///
    /// - Parameters:
    ///   - salt: 32 fresh random bytes: they make the leaf a hiding commitment.
    ///   - links: what changed in the database of what decides a destruction or is evidence (formats.md,
    ///     «Evidence»).
    public func line(
        n: UInt64, le: Instant, salt: [UInt8], links: [String] = []
    ) -> String {
        var object = JSONObject()
        object.put("acte", acte.rawValue)
        object.put("acteur", acteur)
        object.put("detail", detail?.rawValue)
        object.put("le", le)
        if !links.isEmpty { object["liens"] = .array(links.map { .string($0) }) }
        object["n"] = .integer(Int64(n))
        object.put("personne", personne?.description)
        object.put("ref", ref)
        object.put("resultat", resultat.rawValue)
        object.put("sel", Base64.encode(salt))
        object["v"] = .integer(1)
        switch content {
        case nil: break
        case .count(let count): object["nombre"] = .integer(Int64(count))
        case .precedent(let text): object["precedent"] = .string(text)
        case .signed(let size): object["point"] = .integer(Int64(size))
        case .seal(let size, let parts):
            object["point"] = .integer(Int64(size))
            object["racines"] = .object(
                JSONObject(
                    parts.sorted { $0.key < $1.key }
                        .map { ($0.key, JSONValue.string($0.value) as JSONValue?) }))
        case .figures(let figures):
            object["chiffres"] = .object(figures.object)
            object["mois"] = .string(figures.monthText)
        case .pruning(let pruning):
            object["avant"] = .string(pruning.avant.description)
            object["plages"] = .array(
                pruning.plages.map {
                    .array([.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))])
                })
            object["point"] = .integer(Int64(pruning.point))
            object["regle"] = .string(pruning.regle)
        }
        return JSONValue.object(object).canonicalText
    }
}

/// A record as it was stored, read back for listing. Its codes are texts: a log outlives the program
/// that wrote it, and lists whole what it does not know.
public struct LogRecord: Sendable, Equatable {
    public let n: UInt64
    public let le: Instant
    public let acte: String
    public let acteur: String
    public let ref: String?
    public let personne: String?
    public let resultat: String
    public let detail: String?
    /// Of a `refus-groupes`.
    public let nombre: Int?
    /// Of an `epoque`.
    public let precedent: String?
    /// Of an `elagage`.
    public let pruning: LogEvent.Pruning?
    /// Of a `reprise` of the own log: how many records were signed before.
    public let signed: UInt64?
    /// Of a `chiffres`.
    public let figures: LogFigures?

    /// The detail as this version knows it; nil for none, and for one that a later version wrote.
    public var known: LogDetail? {
        // So were wrong fingerprints noted before they had a code of their own.
        if acte == LogActe.verification.rawValue, detail == LogDetail.empreinte.rawValue {
            return .empreinteCle
        }
        return detail.flatMap { LogDetail(rawValue: $0) }
    }

    private static let keys: Set<String> = [
        "acte", "acteur", "detail", "le", "liens", "n", "personne", "ref", "resultat", "sel", "v",
    ]
    /// What each of these acts holds besides.
    private static let contents: [String: Set<String>] = [
        LogActe.chiffres.rawValue: ["chiffres", "mois"],
        LogActe.elagage.rawValue: ["avant", "plages", "point", "regle"],
        LogActe.epoque.rawValue: ["precedent"],
        LogActe.refusGroupes.rawValue: ["nombre"],
        LogActe.reprise.rawValue: ["point"],
        LogActe.sceau.rawValue: ["point", "racines"],
    ]

    /// Reads a stored line; it must be exactly its canonical form.
    public init(line: String) throws(SchemaError) {
        guard let object = (try? JSONValue.parse(line.utf8))?.object,
            JSONValue.object(object).canonicalText == line
        else { throw SchemaError(.form, "Un enregistrement du journal est illisible.") }
        let own = object["acte"]?.string.flatMap { Self.contents[$0] } ?? []
        let fields = try FieldReader(
            object, in: "un enregistrement du journal", keys: Self.keys.union(own))
        n = UInt64(try fields.count("n", limit: JSONValue.largestInteger))
        le = try fields.instant("le")
        acte = try fields.line("acte")
        acteur = try fields.line("acteur")
        ref = try fields.optionalLine("ref")
        personne = try fields.optionalLine("personne")
        resultat = try fields.line("resultat")
        detail = try fields.optionalLine("detail")
        nombre = own.contains("nombre") ? try fields.count("nombre", limit: .max) : nil
        // A refused act opened no époque, and may cite nothing.
        let isRefused = resultat == LogResultat.refuse.rawValue
        precedent =
            own.contains("precedent") && !(isRefused && object["precedent"] == nil)
            ? try fields.value("precedent") { $0.string } : nil
        pruning = own.contains("plages") ? try Self.pruning(fields) : nil
        signed =
            own == ["point"] && object["point"] != nil
            ? UInt64(try fields.count("point", limit: JSONValue.largestInteger)) : nil
        figures =
            own.contains("chiffres") && object["chiffres"] != nil
            ? try fields.value("chiffres") { counts in
                object["mois"].flatMap { LogFigures(counts, month: $0) }
            } : nil
        guard object["v"] == .integer(1),
            object["sel"]?.string.flatMap({ Base64.decode($0) })?.count == 32
        else { throw fields.wrong("sel") }
    }

    private static func pruning(_ fields: FieldReader) throws(SchemaError) -> LogEvent.Pruning {
        let plages: [ClosedRange<UInt64>] = try fields.value("plages") { value in
            guard let runs = value.array, !runs.isEmpty else { return nil }
            var read: [ClosedRange<UInt64>] = []
            for run in runs {
                guard let ends = run.array?.compactMap(\.integer), ends.count == 2,
                    ends[0] >= 0, ends[0] <= ends[1],
                    read.last.map({ $0.upperBound < UInt64(ends[0]) }) ?? true
                else { return nil }
                read.append(UInt64(ends[0])...UInt64(ends[1]))
            }
            return read
        }
        return LogEvent.Pruning(
            plages: plages, avant: try fields.date("avant"), regle: try fields.line("regle"),
            point: UInt64(try fields.count("point", limit: JSONValue.largestInteger)))
    }
}
