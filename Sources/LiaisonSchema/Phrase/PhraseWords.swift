/// The words of phrases (formats.md, «Phrases»). Written by `Tests/Phrase/phrase.py`: not by hand.
enum PhraseWords {
    /// Sorted.
    static let all: [String] = text.split { $0 == " " || $0 == "\n" }.map(String.init)

    /// One literal: an array of as many takes the compiler minutes.
    private static let text = """
        abeille abricot acacia academie acajou achat acheteur acier acompte acrobate acteur actif
        action activite addition adjectif admettre admis adorable adoucir adverbe aerien aerosol
        affiche agence agenda agneau agora agrafe agrandir agreable agricole agrume aiguille
        ailette aimable aimant aisance alambic album algebre algue aliment alize allonge allumage
        allure almanach alouette alpage alphabet alpin alto amandier amandine amarante amateur
        ambiance ambition ambre amitie amont amphore ampleur ampli ampoule amulette ananas anchois
        ancrage anecdote anemone angle animal annee annonce annuaire anorak antenne antilope
        antique apercu aperitif appareil appetit approche appui aptitude aquarium aqueduc araignee
        arbitre arbuste arcade arche archipel archive arctique ardeur ardoise argile argot armoire
        arpege arrosage arrosoir article artiste asperge asphalte assiette astre astuce atelier
        athlete atlas atoll atome atout attelage attrait aubepine auberge audace audience audio
        auditeur aureole aurore autobus autocar automne autruche auvent avance avantage avenir
        aventure avenue averse avertir aviron avoine avril azote azur bagage bague baignade bain
        baladeur balai balance balayage ballon balustre bambin bambou bande banjo banlieue banquet
        banquise baobab bareme barrette baryton basalte bascule basket bassine bassiste basson
        bastide batir batisse baton batterie batteur bavard bazar beaute becasse beignet belette
        bemol benefice benevole berceau berceuse beret berge berline bermuda besoin beurre biberon
        bidon bienfait bijou bilan bilingue billard billet biscotte biscuit bitume blason bleuet
        blocage blouse blouson bobine bocal boitier bonbon bonheur bonnet bonus bordure borne
        botte bottine boucle bougeoir bougie bouillir bouillon boulon bouquet bouquin bourdon
        bourgeon boussole boutique bouture bracelet branche brandir brassard brasseur bravo brebis
        breloque bretelle brevet bricole bride brillant brique brocante broche brochure brocoli
        broderie bronzage bronze brosse brouette brouhaha brugnon bruine bruit brume brunir
        bruyant bruyere buche budget buffet buffle buisson bulbe bulletin bureau cabane cabanon
        cabaret cable cabri cacao cachalot cactus cadeau cadence cafe cagibi cahier cahute caillou
        caisse caisson calanque calcaire calcium calcul caleche calepin calibre calicot calme
        camarade camelia camera camisole campagne campus canape canard candeur canevas cannelle
        canoe cantine canyon capable capacite capre capsule capteur capuche carafe caramel carbone
        cardigan carene caribou carillon carnaval carnet carotte carreau carrosse cartable carton
        cascade cassette cassis castor cause cavalier caverne caviar cedille cedre ceinture
        celebre celeri celeste cercle cereale cerfeuil cerisaie cerise cerisier chalet chaleur
        chambre chamois champion chance chandail chanson chanteur chantier chanvre chapeau
        chapitre charade charbon chariot charmant charme chatelet chaton chaudron chausson chef
        chemin chemise chenal chevalet chevet cheville chevre chevron chicoree chiffon chignon
        chimie chimiste chocolat choisir chouette chrome cigale cigogne cineaste cinema circuit
        cirque cisaille citation cithare citron civet clapet clapotis clarte classe clavecin
        clavier cliche climat cloture clown cobalt coffret coiffeur colibri colis collage collant
        collegue collier colline colombe colonne colorant coloris comedie comite commerce commode
        commun compas complet complexe compote comptine comptoir concerto conclure concorde
        concours concret conduire confetti confiant confit confort confrere consigne console
        consonne contact contenir contexte contour contrat convive copain copie copilote coquille
        corail corbeau cordon cormoran corniche corridor corsage cortege cosmique cosmos costaud
        costume coteau cotillon coton coucou couffin couleur coupole coupon coupure courage
        courant courbe courir couronne courrier courtois couscous cousin couvert crabe crampon
        cravate createur creatif creation crecelle credible credit creme cremier creperie cresson
        crevette criniere cristal critere crochet crocus croquis crouton croyable cube cueillir
        cuillere cuir cuisine culbute culture cumin curieux cuvette cyclable cycle cycliste
        cylindre cymbale cypres dactylo dahlia damas damier danseur dauphin daurade debat decalage
        decalque decembre decibel decision declic decor decoupe definir delicat delice demeure
        demi densite dentelle depliant descente dessert detail detente detour devoir diabolo
        diademe diamant diametre diapason diete digne diligent dimanche diplome discours discret
        disque distance distant divan divers divertir division docile dolmen domaine dome domino
        donateur dormeur dormir douceur doudou douillet dragee dragon drapeau drole duchesse dune
        duplex durable durcir duree duvet dynamo ebauche ebene eblouir ecaille ecart echalote
        echange echarpe echelle echelon echo eclair eclat eclipse eclore ecluse eclusier ecole
        ecolier economie ecorce ecran ecrire ecriteau ecriture ecrivain ecume ecumoire ecureuil
        ecurie ecusson edifice editeur edition edredon effectif effet efficace effigie effort elan
        elargir electron elegance elegant element elephant elevage eleve elixir eloge eloquent
        embellir embleme emeraude emission emotion emouvoir emphase emplette encrier endive
        endroit energie enfance engin engrais enigme enjambee enjeu enorme enrichir enseigne
        entente entier entracte entraide entrepot entrevue eolien epatant epervier epicea epicerie
        epicier epinard epine epingle eponge epoque equateur equation equerre equinoxe equipage
        equipe erable escabeau escalade escale escalier escalope escargot escarpin escrime espadon
        espiegle espion espoir esquisse essaim essence essor estampe estrade estragon etablir
        etagere etalage etalon etape etendre etoffe etoile etrier etui eventail exemple exercice
        expert exploit exquis extraire extreme fabrique fabuleux facade facette facile fagot
        faience faisan faisceau falaise fameux familier fanal fanfare farceur faubourg faucille
        faucon fauteuil fauvette faveur feerie felin fenetre fennec fenouil fermette fermier
        fermoir fertile fervent festin festival feuille fevrier fiable ficelle fiction fidele
        fidelite fierte figue figuier figurine filament fillette filleul film filtrage filtre
        finir fiole fixation flair flambeau flamenco flamme flanelle flatteur fleche fleuret
        fleurir fleuron fleuve flexible flocon flore fluide flute flutiste focus fontaine football
        foret forge formule fortune forum fossette fossile fougere fougue foulard foulee fourche
        fourmi fourneau fournir fourrure fraction fragile fraise franc fresque friche frigo
        frileux froid fromage froment fruitier fusain fuseau fusion futur gabarit gadget galaxie
        galerie galop gamin gamme garcon garrigue gateau gauche gaufre gaufrier gazelle gazon
        geant genereux genievre genre geologie geometre geranium geste gibier giboulee gilet
        girafe girofle givre glacage glace glacier glacon glissade globe globule gloire glycine
        gnou gobelet goeland gondole gouache goujon goulot gourmand gourmet goyave gracieux graine
        grandeur granit grappe grappin gratin gratuit graveur gravier gravure grelot grenat
        grenier griffe griffon grillade grillon grimace grimoire grimpeur grive grotte groupe grue
        grumeau guepard gueridon guerir guidage guide guidon guimauve guitare gymnase habile
        habitat habitude halogene haltere hamac hameau hamecon hamster handball hanneton hareng
        haricot harmonie harnais harpe hasard hate hautbois hectare helium herbe herisson hermine
        heron heureux hexagone hibou hilarant hiver hochet homard hommage honnete honneur horaire
        horizon horloge hotelier hotesse houblon houle hublot huilier huitre humide humidite
        humour huppe hybride hygiene iceberg idee igloo iguane illusion illustre ilot image
        immense immeuble immobile incolore indice indigo infusion inscrire insecte insigne
        insolite institut intact intense interet intuitif iris ironie italique ivoire jachere
        jacinthe jade jaguar jalon janvier jardin jasmin jaune javelot jeton jeudi jeunesse joie
        joindre jonc jongleur joueur joujou journal journee jouvence joyeux judo juillet juin
        jumeau jument junior jupe justesse juteux karaoke karate kayak kermesse kimono kiosque
        kiwi klaxon koala labour lacune lagon lainage laineux laitue lamelle lampe lampion landau
        langage langue lanterne lapereau lasagne laser latitude latte laureat laurier lavabo
        lavage lavande laverie lecon lecteur lecture legume lemurien lentille leopard lessive
        levier levure lexique lezard liane libraire licence lichen licorne liege lien lievre lilas
        limace limite limonade limpide lingot linotte linteau liquide liseron lisiere liste litchi
        littoral livret livreur logique logis logo lointain loir loisir lombric longueur loquet
        losange loterie lotus loupe loupiote loyaute lucarne lucide luciole lueur luge lumiere
        lumineux lunaire lundi lunette lupin lustre luthier luxueux lycee macadam macareux macaron
        machine macon magasin magazine magicien magie magique magma magnolia maillet maillon
        maintien maison malin mallette mammouth manche manege manette manguier maniable manoir
        mansarde manuel maquette marathon marbre mardi marelle marge marine marinier maritime
        marmite marmotte marquis marraine marron marteau mascotte masque massif matelas matelot
        materiel matiere matinee mauve maxime maximum mazurka mecano meche medaille melange meleze
        melisse melodie melomane melon memoire menage menhir menu mercredi mercure meridien
        meringue merle merou messager mesure metairie metal meteo methode metier metrique meuble
        meunier micro midi miel miette mieux mignon milieu mimosa minime minimum minuit miroir
        missive mistral mitaine mixage mixture mobilier modele moderne modeste moineau moitie
        molecule monde moniteur monnaie monocle montagne montre morceau morille mosaique moteur
        motif moto mouchoir mouette moufle mouflon moulage moulin moussaka mousson moutarde mouton
        moyen muguet mulet multiple muraille murmure musee musette musicien musique myrtille
        mystere nacelle nacre nageoire nageur nappage nappe narcisse narval natation nature
        nautique navette nectar neige nenuphar nettete neutre neveu nichoir nickel niveau noble
        nocturne noisette noix nombreux nord notion nougat nounours nourrir nouveau novembre
        novice noyau nuage nuance nuit nylon oasis objectif objet oblique occasion ocre octave
        octobre odeur odorat odyssee oeillet oeuf oeuvre office offre offrir oiseau oisillon olive
        olivier ombrage ombrelle omelette omnibus oncle opaque opera opinion option optique orange
        orateur orchidee oreiller orgue origami origine ornement orniere ortie oseille otarie
        ouate ourlet ourson outil ouvrage ouvrir ovale ovation oxygene pacte paille paisible
        palace palette palmares palmier palpable panache panais pancarte panda panel pangolin
        panier panneau panorama pantalon panthere pantin papaye paprika papyrus parade parasol
        paravent parcours parfum parking parmesan parrain partage parterre partir parure parvenir
        passion passoire pastel pasteque pastille patience patient patinage patio patisson
        pavillon paysage paysan pecheur pedalo peigne peignoir peindre pelican pelle peloton
        pelouse peluche pendule pepin pepite perche perchoir perdreau perdrix pergola perruche
        persil petale petanque petrole petunia peuplier phase phenix phoque photo physique
        pianiste piano piccolo pichet piece pierre pieton pieuvre pigeon pile pilier pilon
        pilotage pilote pinceau pinede pingouin pinson pioche piolet pionnier pipeau pipette
        piscine pistache pivert pivoine pivot pizza placard plafond planche plancton planete
        planeur plaque plateau platine platre pleurote pliage plombier plongeon plongeur pluie
        plumage plumeau plumier pluriel pneu pochette podium poesie poete pointe pointure poireau
        poirier poisson poivre poivron polaire polenta polka pollen polo polygone pompier pompon
        poney pont portail porteur portier portion portique portrait possible posture potable
        potager potiron poulain poulet poulie poupee pourpre pousse poussin poutre pouvoir prairie
        praline pratique preau precis preface prefixe prelude presence pressoir prestige preuve
        prevenir prevoir primaire primeur prince principe priorite prise probable prochain produit
        profil profond progres projet prologue promesse prompt propice propre prospere proverbe
        prudence prudent prune prunier pulpe puma pupitre puzzle pyjama pylone pyramide quai
        qualite quantite quiche quinoa rabais raccord racine raclette radar radieux radio ragout
        raifort rail rainette raisin ralentir ramequin rapide rapidite rarete rasage ravioli ravir
        rayon rayure reacteur realite rebond recette receveur recevoir rechaud recif recital
        recolte record recul reduit reflexe refrain regal regate reglage regle reglisse rejouir
        relais relief relieur reliure remarque remise remplir renard rendre repas replique report
        requin reseau reserve respect resultat retenir retouche retro reunion reunir reussir
        reussite reveil revue rhubarbe richesse ricochet rideau rigolade rigole rime rincage
        rivage riverain riviere robinet robinier robot robuste rocade rocaille rocher rocheux
        rodeo roman romarin ronce rondelle rondin ronron rosace rose rosier rotation rouet rouge
        rougir rouille rouleau roulotte routeur routine royaume ruban rubis ruelle rugby ruisseau
        rustine rutabaga rythme sabot sacoche safran saga sagesse saisir salade saladier saline
        samedi samovar sandale santal sapin sardine sauce saumon sauna savane savoir savon
        scarabee scenario schema science scolaire scooter scorpion scribe secateur sechage section
        seigle semaine semelle semestre semoule sensible sequoia serenade serenite serieux serre
        serveur servir sesame seuil seve siecle sieste sifflet sillage sillon silo simple sincere
        siphon sirop site skieur slalom sobre sobriete socle soiree soja soleil solfege solide
        soliste solstice soluble solution sommaire sommeil sonate sondage songe sonnette sonore
        soprano sorbet sorbier sosie soucoupe soudain souffle souhait soulier soupape soupiere
        soupir souple source sourdine sourire souris soutien souvenir spacieux spatule specimen
        sphere spirale sport stable stade station stature steppe stereo store strophe studieux
        studio style styliste suave sublime succes sucre sucrier suivre superbe support surface
        surfeur surnom surprise sursaut symbole symetrie syntaxe synthese systeme tableau tablette
        tablier tabouret tactile tactique tailleur talent talus tambour tamis tandem tangible
        tango taniere tapir taquin tarif tarot tarte tartine tasse taupe taureau taxi tempo tenace
        tenir tennis terme terrain terrasse terreau terrine terroir tetard textile texture theatre
        theiere theme theorie thermos ticket tiede tigre timbale timbre timide tirage tirelire
        tissu titane toboggan toise toison tomate tombola tondre tonique tonneau tonnelle topaze
        torchon torrent tortue toucan touche toundra toupie tourisme tournage tournoi tournure
        tracteur traineau trajet trame tramway trapeze travail trefle tremplin trepied tresor
        tresse treteau triangle tribord tribune tricot tricycle trident trio trombone trone
        trophee tropique trottoir trousse truffe truite tuba tulipe tulle turban turbine tutu
        tuyau typique ukulele uniforme union unique unisson unite univers urbain usage usine utile
        utopie vacance vaillant valeur valise vallee valoir valve vanille vanne vannier varech
        variable variete vase vedette vehicule veilleur velo vendange vendeur vendredi ventouse
        veranda verdure verger verite vernis verrerie verriere versant version vertu verveine
        vibrant video vieillir vigilant vigneron vignette vigueur villa vinaigre violon virtuose
        visible vision visite vitamine vitesse vitrage vitrail vitre vitrier vitrine vivace
        vivarium vivier vogue voilier voirie voisin voiture volaille volet voliere volonte voltige
        volume vouloir voute voyage vrille yaourt yoga yourte zebre zebu zenith zephyr zigzag zinc
        zodiaque zone zoologie zoom
        """
}
