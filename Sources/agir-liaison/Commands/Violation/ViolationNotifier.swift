import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ViolationNotifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "notifier",
        abstract: "Notifie un incident aux partenaires, scellé pour leurs DPO.",
        discussion: "agir-liaison violation notifier 1 --apercu")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(
        name: .customLong("a"), parsing: .upToNextOption,
        help: "Seulement à : structures, ou ofii (défaut : tous ceux qui restent à prévenir).")
    var a: [String] = []

    @Flag(help: "Montre la notification sans l'envoyer.")
    var apercu = false

    @Option(help: "Format de l'aperçu : texte ou html.")
    var format: FicheFormat = .texte

    @Option(help: "« referent » : scelle aux référents du partenaire qui n'a pas d'agent DPO.")
    var aDefaut: String?

    @Option(help: "Motif, si le délai est passé.")
    var motifRetard: String?

    @Option(
        help:
            "Texte des faits pour les partenaires, à la place de celui de l'incident (« - » : lu).")
    var faits: String?

    @Option(help: "Qui appeler : nom.")
    var contactNom: String?

    @Option(help: "Qui appeler : téléphone.")
    var contactTelephone: String?

    @Option(help: "Qui appeler : courriel.")
    var contactCourriel: String?

    @OptionGroup var handing: HandingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard aDefaut == nil || aDefaut == Role.referent.rawValue else {
            throw Failure(.usage, "--a-defaut ne prend que « referent ».")
        }
        let notifying = NotifyIncident(try Incidents.handling(try options.context))
        let plan = try notifying.plan(try input())
        guard !plan.notices.isEmpty else {
            for echeance in plan.file.echeances where echeance.isRunning {
                Output.note(echeance.french(at: plan.file.heure))
            }
            return Output.line("Il ne reste personne à qui écrire de l'incident n° \(n).")
        }
        for finding in plan.findings { Output.note(finding.words) }
        if apercu { return try preview(plan) }
        let result = try notifying.execute(plan, answers(plan), by: handing.hands, told: tell)
        if options.json {
            Output.json([
                ("n", .count(n)), ("notifications", .array(result.sent.map(\.json))),
            ])
        }
        if result.failures.count > 1 {
            for (name, failure) in result.failures {
                Output.note("\(name) : \(failure.message) \(failure.next?.words ?? "")")
            }
        }
        try result.requireAll()
    }

    private func input() throws -> NotifyIncident.Input {
        var input = NotifyIncident.Input(n: n)
        input.names = try a.map(Typed.addressee)
        input.faits = try faits.map(Typed.text)
        (input.nom, input.telephone) = (contactNom, contactTelephone)
        input.courriel = contactCourriel
        input.lateReason = motifRetard
        input.isPreview = apercu
        input.allowsReferents = aDefaut != nil
        input.allowsClassical = handing.classique
        return input
    }

    private func answers(_ plan: NotifyIncident.Plan) -> NotifyIncident.Answers {
        var answers = NotifyIncident.Answers()
        for case .lateReason(let name, let end) in plan.questions {
            answers.lateReasons[name] = Terminal.ask(
                "Le délai de \(name) finissait le \(ParisTime.french(end)). Motif du retard : ")
        }
        return answers
    }

    private func preview(_ plan: NotifyIncident.Plan) throws {
        let isAlone = plan.notices.count < 2
        // Two pages in one file are read as one, which says nowhere whom it is for.
        guard format != .html || isAlone else {
            throw Failure(
                .usage, "Une page est d'un seul destinataire.",
                next: .sentence(
                    "Nommez-le : --a "
                        + plan.notices.map(\.name).joined(separator: ", ou --a ") + "."))
        }
        for notice in plan.notices {
            if !isAlone { Output.line("Pour \(notice.structure?.text ?? "l'OFII") :") }
            if let script = notice.script { Output.note(script) }
            let document = notice.document
            StandardStream.output.write(format == .html ? document.html : document.text)
        }
    }

    private func tell(_ sent: NotifyIncident.Sent) {
        let (name, phase) = (sent.notice.name, sent.notice.acte.phase)
        switch sent.way {
        case .telephone: break
        case .deposited:
            let until = sent.notice.deadline.echeance.map {
                " Elle doit être remise avant le \(ParisTime.french($0))."
            }
            if !options.json {
                Output.line("\(name) : notification n° \(phase) confiée au service.\(until ?? "")")
            }
        case .made(let made):
            if !options.json {
                Output.line("\(name) : notification n° \(phase) dans \(Output.visible(made.path)).")
            }
            Output.note(
                "Ce partenaire n'a pas de service : transmettez-lui ce fichier ; une clé ou une phrase va toujours par un autre "
                    + "canal, jamais avec lui. Puis « agir-liaison violation notifie \(n) --a \(name) --le maintenant --moyen "
                    + "courriel --reference … ».")
        }
    }
}
