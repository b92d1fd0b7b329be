//! The lines, beginnings and headings that many pages share, in the languages of news.
//!
//! Phrases are in lower case and parted by semicolons; a space at an end is part of the phrase.

use super::reason::Reason;

/// Whole lines, in lower case without marks at their end.
pub(super) const LINES: &[(Reason, &str)] = &[
    (
        Reason::Advertisement,
        "advertisement; advertisements; ad; anzeige; werbung; publicidad; publicité; \
         pubblicità; publicidade; reklama; реклама; sponsored; sponsored content; \
         story continues below advertisement; article continues below advertisement; \
         story continues below; continue reading below; article continues below; \
         advertisement - scroll to continue; advertisement – scroll to continue; \
         scroll to continue; continue reading; story continues after advertisement; \
         ad feedback; (adsbygoogle = window.adsbygoogle || []).push({})",
    ),
    (
        Reason::Share,
        "share; share this; share this article; share this story; share this post; \
         share on facebook; share on twitter; share via email; save; print; tweet; email; \
         facebook; twitter; whatsapp; copy link; link copied; link copied to clipboard; \
         follow; follow us; follow us on; teilen; partager; compartir; compartilhar; \
         condividi; like this; like loading; share this with; share this page; \
         copy this link; read more about sharing; add as preferred on google; \
         add us as a preferred source on google; make us preferred on google",
    ),
    (
        Reason::Related,
        "related; read more; read next; read also; also read; see also; more; recommended; \
         watch; read more here; lesen sie auch; mehr zum thema; lire aussi; à lire aussi; \
         lea también; leia também; leggi anche; lees ook; читайте также; zobacz także; \
         czytaj także; les også; läs också",
    ),
    (Reason::Picture, "image unavailable; view image in fullscreen"),
    (Reason::Caption, "image source; image caption"),
    (Reason::Controls, "loading; please wait; close; show more; load more; show less; expand"),
    (Reason::Player, "play; pause; listen; listen to this article; play video"),
    (
        Reason::Navigation,
        "skip to content; skip to main content; menu; home; back to top; go to top; \
         table of contents; next; previous; contents",
    ),
    (
        Reason::Phrase,
        "end of story; by; , and; and; translated by; this article was originally published on",
    ),
    (
        Reason::Comments,
        "comments; leave a comment; leave a reply; no comments; post a comment; \
         add a comment; view comments; comments are closed",
    ),
    (Reason::Promotion, "subscribe; sign up; subscribe now; donate; newsletter; get in touch"),
    (Reason::Wall, "log in; sign in"),
];

/// How a line begins, in lower case; the line must be short or mostly a link.
pub(super) const BEGINNINGS: &[(Reason, &str)] = &[
    (
        Reason::Related,
        "read more:; read more about; read also:; also read:; also read |; read |; read:; \
         read next:; see also:; related:; related story:; related article; related stories; \
         related posts; more:; more on this; more from; recommended:; don't miss:; \
         don’t miss:; watch:; watch |; in pictures:; explained |; opinion |; must read:; \
         you may also like; you might also like; up next:; next:; previous:; more stories; \
         check out:; read our; click here; lesen sie auch; lesen sie hier; mehr dazu:; \
         mehr zum thema; auch interessant; lire aussi; à lire aussi; a lire aussi; \
         lea también; lee también; te puede interesar; leia também; leia mais; leggi anche; \
         lees ook; читайте также; читайте також; zobacz także; czytaj także; czytaj też; \
         čtěte také; baca juga; les også; läs också; läs mer; les mer",
    ),
    (
        Reason::Promotion,
        "sign up for; sign up to; follow ; by subscribing; by signing up; by clicking; join thousands; subscribe to; get the latest; download the; download our; \
         join our; follow us on; like us on; find us on; listen to the podcast; \
         click here to subscribe; support our; become a member; for more news; \
         for the latest; stay up to date; stay informed; get our; have you been affected; \
         do you have a story; got a story; get in touch; enter your email; \
         thank you for subscribing; thanks for reading; don't miss out; melden sie sich; \
         abonnieren sie",
    ),
    (
        Reason::Comments,
        "your email address will not be; leave a comment; comments (; comment on this; \
         join the conversation; loading comments",
    ),
    (Reason::Wall, "already a subscriber; this content is for subscribers"),
    (
        Reason::Share,
        "share this:; share this article; share on; share:; follow @; follow the; tweet this",
    ),
    (
        Reason::Topics,
        "tags:; tagged:; filed under; topics:; categories:; category:; keywords:; \
         posted in; tag:; schlagworte:; etiquetas:; теги:; tagi:",
    ),
    (
        Reason::Time,
        "published:; published on; posted on; posted:; updated:; last updated; \
         last modified; date:; first published; updated on; publication date",
    ),
    (
        Reason::Caption,
        "photo:; photo credit; image credit; image:; photo by; featured image; credit:; \
         image source:; foto:; getty images",
    ),
    (Reason::Footer, "©; copyright ©; copyright 20; all rights reserved; (c) 20"),
    (Reason::Advertisement, "advertisement; article continues; story continues"),
    (
        Reason::Player,
        "this video; your browser does not support; please enable javascript; \
         javascript is required; to view this video; listen to this article",
    ),
    (
        Reason::Byline,
        "reporting by; edited by; fact checked by; reviewed by; medically reviewed by; with files from; written by; posted by; asked by; answered by; by:",
    ),
];

/// Headings under which nothing of the article stands.
pub(super) const HEADINGS: &str = "\
     related; related articles; related stories; related posts; related content; \
     related topics; related news; related links; related reading; related coverage; \
     related video; related videos; more on this story; more on this; more on this topic; \
     more stories; more from; more news; more like this; more reading; read more; read next; \
     read also; see also; further reading; further reading on; recommended; \
     recommended reading; recommended for you; recommended articles; recommended stories; \
     you may also like; you might also like; you might like; you may like; \
     you may also be interested in; you might also be interested in; most read; most popular; \
     trending; trending now; popular; popular posts; latest news; latest; latest posts; \
     latest stories; recent posts; recent articles; top stories; top news; editor's picks; \
     editors' picks; don't miss; up next; in case you missed it; also on; what to read next; \
     keep reading; other news; other stories; similar articles; similar posts; next article; \
     previous article; next post; previous post; post navigation; explore more; \
     discover more; comments; leave a comment; leave a reply; reader comments; \
     post a comment; join the conversation; add comment; cancel reply; \
     leave a reply cancel reply; 0 comments; 1 comment; 2 comments; discussion; responses; \
     what do you think; share; share this; share this article; share this post; \
     share this story; share this page; follow us; connect with us; stay connected; social; \
     spread the word; about the author; about the authors; about author; author; author bio; \
     written by; meet the author; about the writer; newsletter; newsletters; subscribe; \
     sign up; subscribe to our newsletter; sign up for our newsletter; join our newsletter; \
     stay up to date; stay informed; get in touch; contact us; sign up for; stay in the loop; \
     stay updated; get updates; join our mailing list; tags; topics; categories; filed under; \
     in this article; in this story; table of contents; contents; on this page; \
     in this section; advertisement; sponsored; sponsored content; explore topics; jump to; \
     mehr zum thema; das könnte sie auch interessieren; auch interessant; weitere artikel; \
     ähnliche artikel; lesen sie auch; kommentare; themen; schlagworte; meistgelesen; \
     à lire aussi; lire aussi; sur le même sujet; articles similaires; articles liés; \
     commentaires; noticias relacionadas; artículos relacionados; te puede interesar; \
     más noticias; más leídas; lo más leído; comentarios; leia também; notícias relacionadas; \
     mais lidas; leggi anche; articoli correlati; commenti; potrebbe interessarti; \
     gerelateerde artikelen; lees ook; reacties; читайте также; по теме; похожие статьи; \
     комментарии; zobacz także; komentarze; powiązane; polecane; související články; 関連記事; \
     関連ニュース; 相关阅读; 相关新闻; 延伸閱讀; 관련기사";
