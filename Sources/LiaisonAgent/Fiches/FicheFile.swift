package import LiaisonBase
package import LiaisonSchema

package enum FicheFormat: String, CaseIterable {
    case texte, html, json
}

/// Reading, judging and showing a fiche file.
package enum FicheFile {
    package static func read(_ path: String) throws -> [UInt8] {
        // One byte more than is valid: the validator says what is wrong.
        path == "-"
            ? try PrivateFile.readStandardInput(limit: Fiche.maximumBytes + 1)
            : try PrivateFile.read(path, limit: Fiche.maximumBytes + 1)
    }

    /// - Parameter isReply: whether the fiche answers another one, which its file cannot say.
    package static func validate(
        _ path: String, isReply: Bool, on today: CalendarDate
    ) throws -> ValidationReport {
        Fiche.validate(try read(path), today: today, reponseA: isReply)
    }

    package static func render(
        _ fiche: Fiche, format: FicheFormat, signature: String?, information: PersonInformation?,
        attachments: [String] = []
    ) -> String {
        switch format {
        case .texte:
            FicheText.render(fiche, signature: signature) + FicheView.lines(attachments)
        case .html:
            FicheHTML.render(
                fiche, signature: signature, information: information, attachments: attachments)
        case .json: String(decoding: fiche.json, as: UTF8.self) + "\n"
        }
    }
}

extension ValidationReport {
    /// What `valider --json` prints (cli.md): keys and values as they stand in the file.
    package var json: JSONValue {
        func rows(_ findings: [Finding]) -> JSONValue {
            .rows(
                findings.map {
                    [
                        ("champ", .string($0.champ)), ("pointeur", .string($0.pointeur)),
                        ("message", .string($0.message)),
                    ]
                })
        }
        return .row([
            ("valide", .bool(erreurs.isEmpty)), ("erreurs", rows(erreurs)),
            ("avertissements", rows(avertissements)),
        ])
    }
}
