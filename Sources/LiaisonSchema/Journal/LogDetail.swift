/// Why, or which kind: never free text.
public enum LogDetail: String, Sendable, CaseIterable {
    case signature, empreinte, destinataire, role, conflit, rejeu
    case formatInvalide = "format-invalide"
    /// Of a verification: what was typed is not the fingerprint of the key that the card bears.
    case empreinteCle = "empreinte-cle"
    case partenaireInconnu = "partenaire-inconnu"
    case retourArriere = "retour-arriere"
    case clesChangees = "cles-changees"
    /// A partner's card changes too often in a day.
    case tropDeCartes = "trop-de-cartes"
    case rolesCumules = "roles-cumules"
    case contactRetire = "contact-retire"
    /// Of a contact: an agent suspended it, and why; took it up again.
    case suspenduIncident = "suspendu-incident"
    case suspenduConvention = "suspendu-convention"
    case suspenduAutre = "suspendu-autre"
    case contactRepris = "contact-repris"
    /// Of a refusal: what comes from a suspended partner, or would go there.
    case partenaireSuspendu = "partenaire-suspendu"
    case delaiDepasse = "delai-depasse"
    case cleRevoquee = "cle-revoquee"
    /// Somebody still holds a key that its structure revoked, and signs with it.
    case cleRevoqueeUtilisee = "cle-revoquee-utilisee"
    // Why a key was revoked.
    case depart, compromission, perte
    case remis, ouvert, refuse, purge
    case perime
    case scelleAVenir = "scelle-a-venir"
    /// Of a later version's pli, where it is refused and where it came from.
    case objetInconnu = "objet-inconnu"
    case versionInconnue = "version-inconnue"
    case nonVerifie = "non-verifie"
    case classique, fichier
    case cirSigne = "cir-signe"
    case sansCopieOFII = "sans-copie-ofii"
    case cleNonVerifiee = "cle-non-verifiee"
    /// Why, sealed to the DPOs.
    case motifScelle = "motif-scelle"
    case avertissementsConfirmes = "avertissements-confirmes"
    case piecePreDiagnostic = "piece-pre-diagnostic"
    case pieceDossierSPADA = "piece-dossier-spada"
    case pieceAutre = "piece-autre"
    case motifControle = "motif-controle"
    case motifDemande = "motif-demande"
    case motifIncident = "motif-incident"
    case motifAudit = "motif-audit"
    case motifAutre = "motif-autre"
    case journalEnRetard = "journal-en-retard"
    case journalDivergent = "journal-divergent"
    case temoinDivergent = "temoin-divergent"
    case lecturesInhabituelles = "lectures-inhabituelles"
    /// Of a reading: with all others of a month, for the OFII's table; to be handed on to a colleague.
    case pourTableau = "pour-tableau"
    case pourPartage = "pour-partage"
    case horloge
    /// Of an alarm: a verified partner says another time than ours.
    case horlogePartenaire = "horloge-partenaire"
    /// Of an alarm: two cards of a partner bear one number.
    case memeSerie = "meme-serie"
    /// Of an alarm: a partner could not be reached for a day.
    case injoignable
    case elagageEchoue = "elagage-echoue"
    /// Of an alarm: what the log binds was changed by something else than the service.
    case baseAlteree = "base-alteree"
    case restauration
    /// After it, a DPO says that what was lost is entered again: the purge goes on.
    case purgeReprise = "purge-reprise"
    /// Another life of this log took the époque that a restoration opened: the next one is opened.
    case epoqueConnue = "epoque-connue"
    // Why the DPO takes a frozen or contradicted log up again.
    case repriseRestauration = "reprise-restauration"
    case reprisePartenaire = "reprise-partenaire"
    case repriseIntrusion = "reprise-intrusion"
    case repriseInconnue = "reprise-inconnue"
    // Why the DPO need be told of an alarm no more.
    case reconnueAttendue = "reconnue-attendue"
    case reconnueCorrigee = "reconnue-corrigee"
    case reconnueIncident = "reconnue-incident"
    case reconnueInconnue = "reconnue-inconnue"
    /// Of a pruning: no witness had cosigned.
    case nonAtteste = "non-atteste"
    case sansConvention = "sans-convention"
    case conventionEchue = "convention-echue"
    case avenant, resiliation, terme
    /// Of a convention: whom to call at one of its structures.
    case contacts
    case clos, rouvert
    /// Changed durations, by a DPO.
    case vu
    case convention, personne, ofii, usage, expediteur, exception, partage
    case copieEnvoi = "copie-envoi"
    case aPreciser = "a-preciser"
    case purgeEchouee = "purge-echouee"
    case purgeInachevee = "purge-inachevee"
    case contenuManquant = "contenu-manquant"
    case contenuOrphelin = "contenu-orphelin"
    /// A restoration without the file of what was destroyed.
    case sansTombes = "sans-tombes"
    case tombesRaccourcies = "tombes-raccourcies"
    // Of an incident.
    case declaree, qualifiee, corrigee, recue, lue, notifiee, close
    case notifieeHors = "notifiee-hors"
    case defautReferent = "defaut-referent"
    case retardMotive = "retard-motive"
    case envoisArretes = "envois-arretes"
    case envoisRepris = "envois-repris"
    case echeance50 = "echeance-50"
    case echeance80 = "echeance-80"
    case echeance100 = "echeance-100"
    case alerteEchouee = "alerte-echouee"
    // Of a request.
    case acces, rectification, effacement, limitation, opposition
    /// What told of the person, destroyed three months after the end of her request.
    case demande
    /// What named the person in a request that ended three months ago.
    case anonymisee
    case identiteVerifiee = "identite-verifiee"
    case prolongee, executee, repondue, lecture, confirmee, refusee
    // Why a sending was taken back.
    case erreurDestinataire = "erreur-destinataire"
    case erreurContenu = "erreur-contenu"
    case doublon
    case autreMotif = "autre"
    // By which road a document came in; `fichier` is another.
    case archive, courriel, papier

    // By which other road something left, and what an agent says became of it (voies.md).
    case voiePli = "voie-pli"
    case voieFichier = "voie-fichier"
    case voieArchive = "voie-archive"
    case voiePapier = "voie-papier"
    case voieGuichet = "voie-guichet"
    case ditTransmis = "dit-transmis"
    case ditOuvert = "dit-ouvert"
    case ditNonParvenu = "dit-non-parvenu"
    /// Our copy came after what was made of it: no service answered that day.
    case depotDiffere = "depot-differe"
    /// A partner without keys, as an agent says.
    case contactDeclare = "contact-declare"
    case contactRattache = "contact-rattache"
    // Why a guichet was closed; `purge` and `restauration` are others.
    case guichetRefait = "refait"
    case guichetFerme = "ferme"
    case guichetRetire = "retire"
    case guichetFin = "fin"
    case guichetRepondu = "repondu"
    // What the DPO decided of hosted bureaux.
    case decide, cesse
    /// A card that says of hosted bureaux what no DPO decided.
    case sansDecision = "sans-decision"
    /// Of an entrance: wrong codes, or phrases, were tried for that name since the time before.
    case codesFaux = "codes-faux"

    public var french: String {
        switch self {
        case .signature: "signature fausse ou absente"
        case .empreinte: "contenu qui ne correspond pas à son empreinte"
        case .empreinteCle: "empreinte saisie qui n'est pas celle de la clé du partenaire"
        case .destinataire: "pas destiné à cette structure"
        case .role: "rôle insuffisant"
        case .conflit: "autre contenu sous le même identifiant"
        case .rejeu: "demande déjà reçue"
        case .formatInvalide: "format invalide"
        case .partenaireInconnu: "partenaire inconnu"
        case .retourArriere: "carte plus ancienne que celle connue"
        case .clesChangees: "clé de structure changée"
        case .tropDeCartes: "carte changée trop souvent en un jour"
        case .cleRevoquee: "clé d'un destinataire révoquée"
        case .cleRevoqueeUtilisee: "une clé révoquée a servi"
        case .depart: "départ de l'agent"
        case .compromission: "clé compromise"
        case .perte: "clé perdue"
        case .rolesCumules: "un agent est référent et DPO à la fois"
        case .contactRetire: "partenaire retiré des contacts"
        case .suspenduIncident: "partenaire suspendu : incident"
        case .suspenduConvention: "partenaire suspendu : convention en cause"
        case .suspenduAutre: "partenaire suspendu : autre motif"
        case .contactRepris: "échanges repris avec le partenaire"
        case .partenaireSuspendu: "partenaire suspendu"
        case .delaiDepasse: "délai de remise dépassé"
        case .remis: "remis"
        case .ouvert: "ouvert"
        case .refuse: "refusé"
        case .purge: "détruit"
        case .perime: "gardé moins longtemps que son voyage"
        case .scelleAVenir: "scellé dans l'avenir, dit son bordereau"
        case .objetInconnu: "refusé : sorte de pli que le destinataire ne connaît pas encore"
        case .versionInconnue: "refusé : version de pli que le destinataire ne lit pas encore"
        case .nonVerifie: "contact non vérifié"
        case .classique: "scellé pour une clé classique"
        case .fichier: "fichier porté à la main"
        case .cirSigne: "CIR signé, dit l'auteur"
        case .sansCopieOFII: "envoi sans copie à la DT OFII, avec un motif"
        case .cleNonVerifiee: "scellé pour une clé que rien ne vérifie, avec un motif"
        case .motifScelle: "motif scellé pour les DPO"
        case .avertissementsConfirmes: "avertissements confirmés"
        case .piecePreDiagnostic: "pièce jointe : pré-diagnostic"
        case .pieceDossierSPADA: "pièce jointe : dossier SPADA"
        case .pieceAutre: "pièce jointe : autre"
        case .motifControle: "contrôle habituel"
        case .motifDemande: "demande d'une personne"
        case .motifIncident: "incident"
        case .motifAudit: "audit"
        case .motifAutre: "autre motif"
        case .journalEnRetard: "un témoin connaît de ce journal plus qu'il n'en dit"
        case .journalDivergent: "un témoin connaît une autre suite de ce journal"
        case .temoinDivergent: "le journal d'un partenaire contredit ce qu'il avait montré"
        case .lecturesInhabituelles: "un agent lit bien plus de fiches que d'habitude"
        case .pourTableau: "pour le tableau mensuel de l'OFII"
        case .pourPartage: "pour la partager avec un collègue"
        case .horloge: "l'horloge a sauté"
        case .horlogePartenaire: "un partenaire n'a pas la même heure, à plus d'un jour près"
        case .memeSerie: "deux cartes différentes d'un partenaire portent le même numéro"
        case .injoignable: "un partenaire est injoignable depuis un jour"
        case .elagageEchoue: "l'élagage du journal a échoué"
        case .baseAlteree: "la base a été changée par autre chose que le service"
        case .restauration: "restauration d'une sauvegarde"
        case .purgeReprise: "ce qui était perdu est ressaisi, la purge reprend"
        case .epoqueConnue: "époque déjà prise avant une restauration : la suivante s'ouvre"
        case .repriseRestauration: "une copie ancienne de la base avait été remise"
        case .reprisePartenaire: "le partenaire s'est expliqué"
        case .repriseIntrusion: "quelqu'un avait remplacé ou réécrit la base"
        case .repriseInconnue: "la cause n'a pas été trouvée"
        case .reconnueAttendue: "alarme attendue, sa cause était connue"
        case .reconnueCorrigee: "la cause de l'alarme est corrigée"
        case .reconnueIncident: "un incident est ouvert pour cette alarme"
        case .reconnueInconnue: "la cause de l'alarme n'a pas été trouvée"
        case .nonAtteste: "date non attestée par un témoin"
        case .sansConvention: "aucune convention avec le destinataire"
        case .conventionEchue: "convention finie"
        case .avenant: "avenant"
        case .resiliation: "résiliation"
        case .terme: "fin commune à plusieurs conventions"
        case .contacts: "contacts d'une structure"
        case .clos: "clos"
        case .rouvert: "rouvert"
        case .vu: "vu"
        case .convention: "fin de la convention"
        case .personne: "fin de l'accompagnement"
        case .ofii: "fin de l'accord-cadre"
        case .usage: "fin d'usage"
        case .expediteur: "date de l'expéditeur"
        case .exception: "fin d'une obligation légale"
        case .partage: "original détruit"
        case .copieEnvoi: "copie d'envoi"
        case .aPreciser: "ni convention ni fin d'accompagnement connues"
        case .purgeEchouee: "une purge a échoué"
        case .purgeInachevee: "des traces attendent qu'un lecteur libère la base"
        case .contenuManquant: "un pli n'a plus de contenu"
        case .contenuOrphelin: "un contenu sans pli a été détruit"
        case .sansTombes: "sans le fichier des tombes"
        case .tombesRaccourcies: "le fichier des tombes avait été ôté ou raccourci ; il est refait"
        case .declaree: "déclarée"
        case .qualifiee: "qualifiée"
        case .corrigee: "corrigée, avec un motif"
        case .recue: "reçue d'un partenaire"
        case .lue: "lue par le DPO"
        case .notifiee: "notification remise au service pour l'envoi"
        case .notifieeHors: "notifiée hors du programme"
        case .close: "close"
        case .defautReferent: "scellée aux référents, faute de DPO"
        case .retardMotive: "motif du retard enregistré"
        case .envoisArretes: "envois à un partenaire arrêtés"
        case .envoisRepris: "envois à un partenaire repris"
        case .echeance50: "la moitié d'un délai est passée"
        case .echeance80: "les quatre cinquièmes d'un délai sont passés"
        case .echeance100: "un délai est dépassé"
        case .alerteEchouee: "la commande d'alerte a échoué"
        case .acces: "droit d'accès"
        case .rectification: "droit de rectification"
        case .effacement: "droit à l'effacement"
        case .limitation: "droit à la limitation"
        case .opposition: "droit d'opposition"
        case .demande: "trois mois après la clôture de la demande"
        case .anonymisee: "ce qui nommait la personne est détruit"
        case .identiteVerifiee: "identité vérifiée"
        case .prolongee: "prolongée, avec un motif"
        case .executee: "exécutée"
        case .repondue: "réponse scellée au DPO"
        case .lecture: "dossier lu"
        case .confirmee: "confirmée"
        case .refusee: "refusée, avec un motif"
        case .erreurDestinataire: Retrait.Motif.erreurDestinataire.french
        case .erreurContenu: Retrait.Motif.erreurContenu.french
        case .doublon: Retrait.Motif.doublon.french
        case .autreMotif: Retrait.Motif.autre.french
        case .archive: "archive chiffrée par une phrase"
        case .courriel: "courriel"
        case .papier: "remis sur papier"
        case .voiePli: "par un pli porté à la main"
        case .voieFichier: "par un fichier scellé"
        case .voieArchive: "par une archive chiffrée"
        case .voiePapier: "sur papier"
        case .voieGuichet: "par un guichet"
        case .ditTransmis: "transmis, dit l'agent"
        case .ditOuvert: "ouvert, dit l'agent"
        case .ditNonParvenu: "non parvenu, dit l'agent"
        case .depotDiffere: "confié au service plus tard : il ne répondait pas"
        case .contactDeclare: "partenaire sans clé, déclaré par un agent"
        case .contactRattache: "partenaire qui porte un autre nom désormais"
        case .guichetRefait: GuichetMotif.refait.french
        case .guichetFerme: GuichetMotif.ferme.french
        case .guichetRetire: GuichetMotif.retire.french
        case .guichetFin: GuichetMotif.fin.french
        case .guichetRepondu: GuichetMotif.repondu.french
        case .decide: "décidé"
        case .cesse: "cessé"
        case .sansDecision: "pas décidé par un DPO"
        case .codesFaux: "des codes ou des phrases faux avaient été essayés depuis la fois d'avant"
        }
    }
}
