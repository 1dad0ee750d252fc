extension FicheTextTests {
    /// The example of fiches.md on the form of the guide AGIR 2022, annexe 6.1, annexe 1.
    static let expected = """
        Programme d'accompagnement global et individualisé des réfugiés

        Fiche de liaison entre l'opérateur AGIR et les acteurs du SPE

        Sens de la fiche : de l'opérateur AGIR vers le partenaire

        Opérateur AGIR : Opérateur AGIR de l'Isère
        Nom et prénom : Exemple Claire
        Fonction : Référente emploi-formation
        Téléphone : 04 76 00 00 01
        @mail : referente@agir38.example

        PARTENAIRE DU SPE : Mission locale de Grenoble
        Nom et prénom : Modèle Jean
        Fonction : Conseiller en insertion
        Téléphone : 04 76 00 00 02
        @mail : conseiller@ml-grenoble.example

        BÉNÉFICIAIRE DE LA PROTECTION INTERNATIONALE :

        Identité :
        N° AGDREF : 3803012345
        Nom et prénom : SPECIMEN Amina
        Nationalité : afghane
        Date de naissance (JJ/MM/AAAA) : 14/03/2002
        Adresse postale :
            1 rue de l'Exemple
            38000 Grenoble
        Téléphone : 06 00 00 00 01
        @mail (uniquement si consentement aux échanges dématérialisés) :
        Consentement aux échanges dématérialisés : non
        Positionnement linguistique initial de l'OFII : A2
        Nombre d'heures de FLE prescrites ou réalisées : 200 (réalisées)
        Date du contrat d'engagement AGIR : 02/10/2026

        Données liées à la vie personnelle :
        Situation de famille :
          ☒ Seul(e)
          ☐ En couple
        Nombre d'enfant(s) à charge : 1

        Données liées aux freins à l'insertion de la personne :
        Faire face à des difficultés :
          ☐ financières
          ☒ de logement
          ☐ administratives ou juridiques
        Prendre en compte / surmonter :
          ☐ son état de santé
          ☒ des contraintes familiales
            dont ☒ garde d'enfant(s)
        Développer / accéder :
          ☐ des capacités d'insertion et de communication seul(e)
          ☒ à un moyen de transport

        Orientation
        ☐ Pôle Emploi (France Travail)
        ☒ Mission Locale
        ☐ Cap Emploi
        ☐ APEC
        ☐ Autres :

        avec demande d'accompagnement pour :
        ☒ Choisir un métier :
            ☐ S'informer
            ☒ Identifier ses atouts
            ☒ Construire son projet professionnel
        ☒ Se former :
            ☐ S'informer
            ☒ Trouver une formation
            ☐ Suivre une formation
        ☐ Préparer sa candidature :
            ☐ Organiser sa recherche
            ☐ Cv et lettre de motivation
            ☐ S'appuyer sur son réseau
        ☐ Trouver un emploi :
            ☐ Rencontrer des professionnels
            ☐ Rechercher une offre
            ☐ Réussir l'entretien
        ☐ Créer une entreprise :
            ☐ De l'idée au projet
            ☐ Elaborer son projet
            ☐ Démarrer son activité
        ☐ Faire reconnaitre son expérience / diplôme :
            ☐ VAE
            ☐ ENIC-NARIC
            ☐ PMSMP
            ☐ MRS
        ☐ Changer de région / ville :
            Marché de l'emploi :
              ☐ Régional
              ☐ Local
              ☐ Autres régions
        ☒ Améliorer un domaine de compétences :
            Langues :
              ☒ FLE
              ☐ autres :
            ☐ Bureautique
            ☐ Digital et internet

        Informations complémentaires sur son parcours emploi / formation :
            Deux ans d'études de comptabilité à Hérat, non sanctionnées.

        POUR RAPPEL
        La transmission de cette fiche de liaison doit obligatoirement être sécurisée.
        - Elle peut être remise en main propre lors des diagnostics partagés entre
          l'opérateur AGIR et le Partenaire.
        - Si elle est envoyée par mail, elle sera obligatoirement chiffrée avant envoi
          par mail avec AxCrypt ou 7zip ou autre logiciel de chiffrement.
        - La clé de déchiffrage sera adressée à l'opérateur AGIR ou au Partenaire par un
          autre canal.

        Fait à Grenoble, le 23/11/2026

        Signature du référent AGIR / partenaire
            Signé par Claire Exemple

        """
}
