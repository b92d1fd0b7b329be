//! Words that say what kind of text they stand in, in the languages of news.

use std::{collections::HashSet, sync::LazyLock};

/// Words of credits.
const CREDITS: &str = " photo photos photograph photographer foto fotos fotograf bild bilder image images picture \
     getty reuters afp ap epa efe shutterstock alamy istock imago dpa ntb tt scanpix credit credits \
     courtesy caption archivbild symbolbild illustration handout screenshot © copyright photographie \
     crédit crédits imagen imagem fotografía zdjęcie kuva valokuva фото fotó source via afbeelding video ";

/// Words of buttons, forms and footers.
const CALLS: &str = " share shares tweet facebook twitter whatsapp instagram linkedin pinterest \
     telegram youtube email e-mail newsletter newsletters subscribe subscriber subscribers subscription \
     signup login log-in register account cookie cookies privacy rights reserved advertisement \
     advertise sponsored comment comments reply follow related trending popular click here download app \
     podcast podcasts inbox membership donate bookmark print copy link save abo abonnieren abonnement \
     anmelden anmeldung teilen kommentar kommentare kommentieren werbung anzeige datenschutz impressum \
     mehr lesen partager abonnez-vous abonner connexion commentaire commentaires publicité lire \
     compartir comparte suscríbete suscripción comentarios comentario publicidad compartilhar assine \
     comentários publicidade condividi abbonati commenti pubblicità delen reacties advertentie del \
     annonse annons kommentarer jaa tilaa kommentit mainos udostępnij reklama komentarze sdílet \
     подписаться подпишитесь реклама комментарии читайте также také også också aussi auch also read \
     more watch latest tags topics editor editors updated published ";

/// Words that speak to the reader, or of the house that speaks.
const ADDRESS: &str = " you your yours us our ours we please ihr ihre ihren ihnen sie dir dich dein deine \
     deinen wir uns unser unsere unseren bitte vous votre vos nous notre nos tu tus su sus usted \
     ustedes nosotros nuestro nuestra nuestros nuestras você vocês seu sua nosso nossa nossos voi vostro \
     vostra noi nostro nostra nostri je jouw uw wij onze ons du din ditt dine vi vår vårt våre dere jer \
     jeres vores sinun sinä meidän twój twoje nasz nasza nasze państwo váš vaše naše nás вы ваш ваши вас \
     вам мы наш наши нас ви наші siz sizin biz bizim ";

/// Words of what is said of an author, or by a reader.
const BIOS: &str = " author authors writer writes wrote journalist reporter reporters reporting correspondent \
     columnist contributor contributing contributed freelance editor editor-in-chief founder graduate \
     graduated alumnus professor fellow born lives biography bio profile posts says autor autorin \
     redakteur redakteurin redaktion journalistin korrespondent korrespondentin reporterin studierte \
     jahrgang volontär auteur autrice rédacteur rédactrice rédaction journaliste periodista redactor \
     redactora redacción licenciado licenciada jornalista redator redação giornalista redattore \
     redazione autore redacteur verslaggever correspondente skribent reporter redaktør redaktör \
     journalista dziennikarz dziennikarka redaktor автор журналист журналистка редактор корреспондент \
     gazeteci muhabir ";

/// Words of time as it stands beside a headline or a comment.
const TIMES: &str = " ago am pm a.m p.m est edt gmt utc cet ist pst pdt uhr min mins minutes hours hour days \
     stunden minuten hace horas há heures il jours ore fa siden timer sedan timmar godz temu назад час \
     часов мин jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday \
     friday saturday sunday january february march april june july august september october november \
     december januar februar märz mai juni juli oktober dezember janvier février mars avril juin \
     juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto \
     septiembre octubre noviembre diciembre janeiro fevereiro março maio junho julho setembro outubro \
     novembro dezembro gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre ";

/// How many lists there are.
pub(super) const LISTS: usize = 5;

static KNOWN: LazyLock<[HashSet<&'static str>; LISTS]> = LazyLock::new(|| {
    [CREDITS, CALLS, ADDRESS, BIOS, TIMES].map(|list| list.split_ascii_whitespace().collect())
});

/// In which of the lists a word stands: credits, calls, address, authors, times.
pub(super) fn lists(plain: &str) -> [bool; LISTS] {
    std::array::from_fn(|list| KNOWN[list].contains(plain))
}
