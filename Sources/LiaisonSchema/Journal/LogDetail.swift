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
}
