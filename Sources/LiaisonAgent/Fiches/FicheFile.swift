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

    /// Whether it answers another one its file cannot say: the folder does.
    package static func validate(
        _ path: String, _ context: AgentContext
    ) throws -> ValidationReport {
        try validate(read(path), of: path, context)
    }

    private static func validate(
        _ content: [UInt8], of path: String, _ context: AgentContext
    ) -> ValidationReport {
        Fiche.validate(
            content, today: context.today,
            reponseA: FicheLinks(context.folder)[path].reponseA != nil)
    }

    /// A file as people read it.
    package enum Shown {
        case view(FicheView)
        /// A draft that does not fit its form.
        case refused(ValidationReport)
    }

    /// What was signed, verified again; else the draft that it is, which nobody signed.
    package static func show(_ path: String, _ context: AgentContext) throws -> Shown {
        let content = try read(path)
        if let view = try SignedFile.view(path, content, context) { return .view(view) }
        let report = validate(content, of: path, context)
        guard let fiche = report.fiche else { return .refused(report) }
        // What goes the other way is not ours: nothing here says who transmits it.
        let own = (try? context.folder.ownCard().carte).flatMap {
            Sens(author: $0.type) == fiche.sens ? $0 : nil
        }
        return .view(
            FicheView(
                content, fiche, findings: [], signature: nil,
                information: own.map { PersonInformation($0) }))
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
