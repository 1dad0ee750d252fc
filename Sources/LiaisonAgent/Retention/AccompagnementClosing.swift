package import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

/// The end of a person's accompagnement: entered here, then told to each structure that received a fiche
/// and to the DT OFII (rgpd.md, «Retention»).
package enum AccompagnementClosing {
    package struct Plan {
        package let session: Session
        package let person: Person
        /// The last day of the accompagnement.
        package let day: CalendarDate
        /// Who is to be told.
        package let told: [StructureName]
        /// Who was told of that same end before.
        package let knowing: [StructureName]
        package let notices: [RetentionNotice]
    }

    package struct Result {
        package let outcome: FactOutcome
        package let told: [StructureName]
        /// The files to hand over to those of them whom no service reaches.
        package let made: [Handover.Made]
        /// Who could not be told, and why.
        package let failures: [(name: StructureName, why: AgentError)]

        /// - Throws: `.notAllowed` when somebody is still to be told.
        package func requireAll() throws {
            guard failures.isEmpty else {
                throw AgentError.untold(
                    failures.count,
                    next: .sentence(
                        "L'accompagnement est clos ici ; recommencez quand ce qui est dit ci-dessus est "
                            + "réglé."))
            }
        }
    }

    /// - Parameter office: the DT OFII to tell, when several are contacts.
    /// - Throws: `.noInput` for a number that nothing here bears; `.notAllowed` for an office that is no
    ///   verified DT OFII.
    package static func plan(
        _ person: Person, until day: CalendarDate, office: String?, _ session: Session
    ) throws -> Plan {
        let known = try RetentionClient(session: session).known(person.indices)
        guard known.isKnown else { throw AgentError.nobody(unread: known.nonRattaches) }
        let recipients = known.destinataires
        let (offices, notices) = try Self.offices(besides: recipients, named: office, session)
        // The same end said again tells only who does not know it yet.
        let everybody = recipients + offices
        let knowing = known.fin == day ? everybody.filter(known.prevenues.contains) : []
        return Plan(
            session: session, person: person, day: day,
            told: everybody.filter { !knowing.contains($0) }, knowing: knowing, notices: notices)
    }

    /// The DT OFII, when it did not receive a fiche: the one that there is, or the one that is named. The
    /// others have nothing to know of this person.
    private static func offices(
        besides names: [StructureName], named: String?, _ session: Session
    ) throws -> ([StructureName], [RetentionNotice]) {
        let offices = session.offices()
        if let named {
            guard let name = offices.first(where: { $0.text == named }) else {
                throw AgentError(
                    .notAllowed, "\(VisibleText.line(named)) n'est pas une DT OFII vérifiée.",
                    next: .trust(.listContacts))
            }
            return (names.contains(name) ? [] : [name], [])
        }
        guard !offices.contains(where: names.contains) else { return ([], []) }
        return offices.count > 1 ? ([], [.severalOffices]) : (offices, [])
    }

    /// Ends it here, then tells; one who can't be told keeps nobody else from it.
    ///
    /// - Parameters:
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    ///   - hands: make the files for those whom no service reaches.
    package static func execute(
        _ plan: Plan, classical: Bool, by hands: Handover.Hands
    ) throws -> Result {
        let (session, person) = (plan.session, plan.person)
        let outcome = try RetentionClient(session: session).enter(
            .fin(personnes: person.indices, le: plan.day))
        let message = SortieMessage(numeroAGDREF: person.number, le: plan.day)
        let sending = PartnerMessage(session: session, classical: classical, hands: hands)
        var (told, made): ([StructureName], [Handover.Made]) = ([], [])
        var failures: [(StructureName, AgentError)] = []
        for name in plan.told {
            do {
                let way = try sending.send(
                    .exit(message, from: session.own), to: name, about: DataSubjects(person.number))
                told.append(name)
                if let file = way.made { made.append(file) }
            } catch {
                failures.append((name, AgentError(error)))
            }
        }
        return Result(outcome: outcome, told: told, made: made, failures: failures)
    }

    /// Takes a closed accompagnement up again.
    ///
    /// - Parameter reason: for the DPOs, sealed.
    package static func reopen(
        _ person: Person, on day: CalendarDate, reason: String, _ session: Session
    ) throws -> FactOutcome {
        let retention = RetentionClient(session: session)
        return try retention.enter(
            .reprise(
                personnes: person.indices, le: day, motif: retention.sealed(reason)))
    }
}

extension AccompagnementClosing.Result {
    /// What `accompagnement clore --json` prints (cli.md).
    package var json: JSONValue {
        .row([
            ("changees", .count(outcome.changed)), ("dues", .count(outcome.due)),
            ("prevenues", .texts(told)),
        ])
    }
}
