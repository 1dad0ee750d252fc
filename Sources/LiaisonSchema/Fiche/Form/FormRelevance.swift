import LiaisonBase

extension FormField {
    /// Whether it makes sense to ask it, with the right answers so far: the lines of a box that is ticked,
    /// the consent that an address needs. What never is asked, the version and the model, never does.
    func makesSense(with values: [FormPath: JSONValue]) -> Bool {
        if let companion {
            let ticked = values[companion.of]?.array?.compactMap(\.string) ?? []
            return ticked.contains(companion.option)
        }
        return switch path {
        case .version, .modele: false
        case .consentementDematerialise: values[.courriel] != nil
        case .etatFLE: values[.heuresFLE] != nil
        case .consentementOrientation: values[.dateContratAGIR] == nil
        default:
            // For the OFII's monthly table: persons whom a partner proposes.
            path.keys.first != "ofii"
                || values[.sens] == .string(Sens.partenaireVersAGIR.rawValue)
                    && values[.dateContratAGIR] == nil
        }
    }

    /// Whether it must be answered in a fiche that goes this way.
    ///
    /// - Parameter isReply: whether the fiche answers another one.
    func isRequired(_ sens: Sens?, isReply: Bool) -> Bool {
        switch requirement {
        case .optional: false
        case .always: true
        case .when(let way): sens == way
        case .unlessReply: !isReply
        }
    }
}

extension FormDescription {
    /// The right answers as `fiche.json` holds them, in the form's order.
    func content(of values: [FormPath: JSONValue]) -> JSONObject {
        tree.leaves.reduce(into: JSONObject()) { object, leaf in
            guard let value = values[leaf.field.path] else { return }
            object.set(value, at: leaf.field.path.keys[...])
        }
    }
}
