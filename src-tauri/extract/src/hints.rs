//! What the names in `class`, `id`, `data-*`, `role` and `itemprop` say about an element.
//!
//! Names are split into words at separators and capitals, and words and pairs of neighbours are
//! looked up in one table. A name is a hint and no proof: the cleaning weighs it against the text.

use std::{collections::HashMap, sync::LazyLock};

use crate::dom::{Dom, Id};

/// A set of hints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hints(pub(crate) u32);

macro_rules! hints {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)+) => {
        impl Hints {
            $($(#[$doc])* pub(crate) const $name: Self = Self(1 << $bit);)+
        }
    };
}

hints! {
    /// Menus, breadcrumbs, pagers, tables of contents.
    NAV = 0;
    /// Share, follow and save buttons.
    SHARE = 1;
    /// Other stories.
    RELATED = 2;
    /// Newsletters, apps, calls to action.
    PROMO = 3;
    /// Readers' comments.
    COMMENT = 4;
    /// Side columns and widgets.
    SIDEBAR = 5;
    /// The foot of the page.
    FOOTER = 6;
    /// The head of the page.
    HEADER = 7;
    /// Byline, date, reading time.
    META = 8;
    /// A box about the author.
    BIO = 9;
    /// The topics of the article.
    TAGS = 10;
    /// A picture's caption.
    CAPTION = 11;
    /// A picture's credit.
    CREDIT = 12;
    /// Walls: consent, sign-in, subscription, dialogs.
    WALL = 13;
    /// Shown to screen readers only, or to nobody.
    HIDDEN = 14;
    /// The article's body.
    BODY = 15;
    /// The standfirst.
    STANDFIRST = 16;
    /// A video or audio player.
    PLAYER = 17;
    /// Advertisements.
    AD = 18;
    /// A headline.
    HEADLINE = 19;
    /// The article with all that belongs to it.
    ARTICLE = 20;
    /// A placeholder for what a script would load.
    PLACEHOLDER = 21;
    /// Left out of print by the page itself.
    NO_PRINT = 22;
    /// Where an article's pictures, quotes and boxes stand.
    QUOTE = 23;
    /// Site-wide notices: corrections, disclaimers, rights.
    NOTICE = 24;
    /// A person's name in a byline.
    AUTHOR = 25;
    /// A date.
    DATE = 26;
    /// A card of another story, found by its shape.
    CARD = 27;
    /// A box of the article: a tip, a note, facts, ingredients.
    BOX = 28;
    /// The labels of a drawn graphic, laid over it as text.
    LABELS = 29;
}

impl Hints {
    /// None.
    pub(crate) const NONE: Self = Self(0);

    /// Whether any of `other` is here.
    pub(crate) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// These but not `other`.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Each hint of the set alone.
    pub(crate) fn each(self) -> impl Iterator<Item = Self> {
        (0..32).map(|bit| Self(1 << bit)).filter(move |one| self.any(*one))
    }

    /// Both together.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Names of what is no article, wherever it stands.
pub(crate) const ASIDE: Hints = Hints::NAV
    .and(Hints::SHARE)
    .and(Hints::RELATED)
    .and(Hints::PROMO)
    .and(Hints::COMMENT)
    .and(Hints::SIDEBAR)
    .and(Hints::FOOTER)
    .and(Hints::WALL)
    .and(Hints::AD)
    .and(Hints::BIO)
    .and(Hints::TAGS)
    .and(Hints::CARD);

/// Words and pairs of words, each line one hint.
const TABLE: &[(Hints, &str)] = &[
    (
        Hints::NAV,
        "nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs crumbs crumb \
         pagination pager paging skip skiplink toc table-of of-contents sitemap prev-next \
         post-nav tabs tablist jumplinks jump-links hamburger pagenav prevnext subnav topnav \
         wp-pagenavi ez-toc tableofcontents next-post prev-post previous-post article-nav \
         langswitch lang-switcher language-switcher",
    ),
    (
        Hints::SHARE,
        "share shares sharing sharebar sharetools sharedaddy sharebuttons sharelinks social \
         socials socialbar socialmedia social-media addthis addtoany a2a follow followus \
         follow-us sns shareaholic sharethis heateor ssba jp-sharing tweet-button fb-like \
         facebook-share print-button save-button bookmark-button article-tools articletools \
         story-tools post-tools article-actions post-actions actionbar action-bar toolbar \
         copy-link google-preferred preferred-source reactions like-button likes",
    ),
    (
        Hints::RELATED,
        "related relateds relatedposts relatedarticles relatedlinks relatedstories \
         related-posts recommended recommendations recommendation recommend recirc \
         recirculation readmore read-more readnext read-next read-also readalso more-stories \
         morestories more-from morefrom more-on moreon more-news seealso see-also trending \
         popular mostread most-read mostpopular most-popular outbrain taboola zergnet \
         revcontent suggested suggestions upnext up-next youmaylike may-like you-may \
         latest-news latestnews latest-posts latest-stories recent-posts recentposts \
         recent-articles similar similar-posts also-read further-reading onward keep-reading \
         promo-links links-block linkbox link-box relatedcontent related-content \
         story-package jp-relatedposts yarpp crp editors-picks editor-picks topstories \
         top-stories headlines in-case missed interlink inline-link internal-link \
         in-article-link incontent-related teaser-list teaserlist teasers story-list \
         article-list post-list card-list promo-grid nextup next-up next-article mehr-zum \
         mehr-thema lesen-sie ampliar leia-mais lire-aussi te-puede entradas-relacionadas \
         noticias-relacionadas",
    ),
    (
        Hints::PROMO,
        "promo promos promotion promotional newsletter newsletters subscribe subscription \
         subscriptions signup sign-up optin opt-in cta call-to calltoaction donate donation \
         donations membership upsell app-download appstore download-app mailchimp mc4wp \
         convertkit leadgen lead-magnet inline-promo podcast-promo getintouch get-in-touch \
         contact-form wpcf7 notification push-notification subscribe-box newsletter-signup \
         mailing-list giveaway coupon affiliate-box product-card buy-button support-us \
         crowdfunding",
    ),
    (
        Hints::COMMENT,
        "comment comments commentlist comment-list commentform disqus respond reply replies \
         livefyre discussion viafoura coral talk-embed spot-im spotim openweb \
         comment-section commentsection comentarios kommentare commentaires user-comments \
         fb-comments wpdiscuz",
    ),
    (
        Hints::SIDEBAR,
        "sidebar side-bar rail rightrail right-rail leftrail left-rail sidecol side-col \
         side-column sidecolumn widget widgets right-column rightcol rightcolumn right-col \
         leftcol left-col left-column secondary tertiary complementary widget-area aside",
    ),
    (
        Hints::FOOTER,
        "footer foot colophon bottombar site-footer page-footer copyright legal \
         privacy-policy imprint site-info footnav",
    ),
    (
        Hints::HEADER,
        "masthead site-header topbar top-bar page-header globalheader global-header \
         siteheader brandbar branding sitename site-name sitetitle header-nav sticky-header",
    ),
    (
        Hints::META,
        "byline bylines dateline entry-meta post-meta postmeta article-meta articlemeta \
         story-meta meta metadata post-date postdate posted-on posted timestamp pubdate \
         pub-date publish-date published-date publish-time reading-time readtime read-time \
         time-to minutes-read min-read readingtime post-info article-info article-details \
         post-details author-info author-line entry-date updated last-updated byline-block \
         authors author-date article-date story-date post-author article-author entry-author \
         post-byline view-count views viewcount postinfo credits-line article-header-meta \
         date-time datetime info-bar",
    ),
    (
        Hints::BIO,
        "author-bio authorbio bio about-author about-the-author author-box authorbox \
         author-card authorcard author-description author-profile author-block authorblock \
         author-about biography contributor-bio contributors-bio saboxplugin vcard \
         author-desc authordescription abh abouttheauthor pp-author post-author-box \
         author-section author-details contributor-card about-contributor multiple-authors",
    ),
    (
        Hints::TAGS,
        "tags taglist tag-list tags-list post-tags posttags article-tags articletags \
         story-tags entry-tags tagcloud tag-cloud topics topic-list topiclist topic-tags \
         keywords categories category-list cat-links tags-links tagged filed-under \
         post-categories article-topics story-topics hashtags post-cats article-keywords \
         tag-links",
    ),
    (
        Hints::CAPTION,
        "caption captions figcaption wp-caption-text image-caption photo-caption \
         caption-block imagecaption img-caption media-caption caption-text picture-caption \
         photocaption gallery-caption cutline bildunterschrift bu legende",
    ),
    (
        Hints::CREDIT,
        "credit credits photo-credit image-credit photocredit imagecredit copyright-holder \
         photographer image-source imagesource img-credit media-credit caption-credit \
         picture-credit photo-source image-copyright byline-photo bildquelle \
         attribution-photo image-attribution photo-by",
    ),
    (
        Hints::WALL,
        "paywall regwall piano-offer pianooffer cookie cookies consent gdpr ccpa onetrust \
         cookiebanner cookie-banner modal modals popup popover overlay lightbox interstitial \
         login signin sign-in log-in registration-wall subscribe-wall metered \
         paid-barrier premium-wall dialog cmp didomi age-gate toast adblock \
         adblocker tooltip",
    ),
    (
        Hints::HIDDEN,
        "sr-only visually-hidden visuallyhidden screen-reader-text screenreader-text \
         element-invisible u-hidden is-hidden hidden-text a11y-only screen-reader-only sronly \
         assistive-text",
    ),
    (
        Hints::BODY,
        "article-body articlebody article-content articlecontent article-text articletext \
         entry-content entrycontent post-content postcontent post-body postbody story-body \
         storybody story-content storycontent story-text body-text bodytext body-content \
         bodycontent content-body contentbody body-copy bodycopy article-copy articlecopy \
         article-main text-block main-content-text blog-content blog-body blogpost-content \
         post-text posttext news-content newscontent news-text news-body newstext \
         news-detail content-detail detail-content detail-body detail-text rich-text \
         richtext rte wysiwyg field-body field-name-body node-body single-content \
         page-content e-content td-post-content theiapostslider article-detail \
         article__content body-article articulo-cuerpo cuerpo-noticia corpo-noticia \
         texto-noticia artikel-text artikeltext artikel-inhalt texte-article article-wysiwyg \
         single-post-content the-content the_content thecontent gh-content available-content \
         post-entry",
    ),
    (
        Hints::STANDFIRST,
        "standfirst stand-first lead lede leadtext lead-text dek deck subtitle sub-title \
         subheadline sub-headline subheading subhead sub-head intro introduction introtext \
         intro-text article-intro summary article-summary abstract teaser-text description \
         article-description excerpt entry-excerpt chapo chapeau sottotitolo occhiello \
         entradilla bajada copete sapo ingress vorspann perex lid zajawka standfirst-text \
         article-lead article-lede article-dek article-deck article-subtitle post-subtitle \
         article-excerpt tagline kicker-text head-lead blurb synopsis",
    ),
    (
        Hints::PLAYER,
        "player video-player videoplayer video-block jwplayer brightcove audio-player \
         audioplayer video-embed podcast-player listen tts text-to-speech jw-player vjs \
         video-js mejs speechify beyondwords trinity readspeaker listen-button",
    ),
    (
        Hints::AD,
        "ad ads banner usa-banner advert adverts advertisement advertisements advertising adslot ad-slot \
         adsbygoogle dfp gpt adunit ad-unit ad-container ad-wrapper adcontainer adwrapper \
         adbox ad-box adzone ad-zone adspace sponsor sponsored sponsors sponsorship \
         native-ad leaderboard mpu skyscraper banner-ad banner-ads google-ad googlead \
         anzeige werbung publicidad pubblicita publicite annonce reklama reklame adv teads \
         ad-block adblock-container code-block-ad",
    ),
    (
        Hints::HEADLINE,
        "headline headline-block entry-title post-title article-title articletitle \
         story-title headline-text page-title posttitle entrytitle title-block \
         article-headline story-headline",
    ),
    (
        Hints::ARTICLE,
        "article story post entry hentry blogpost blog-post h-entry single-post news-article \
         newsarticle main-article articulo artikel article-wrapper article-container",
    ),
    (
        Hints::PLACEHOLDER,
        "placeholder lazy-placeholder img-placeholder hide-when-no-script hide-when skeleton \
         spinner loading loader image-placeholder",
    ),
    (
        Hints::NO_PRINT,
        "noprint no-print print-hidden print-hide dont-print donotprint do-not-print \
         hidden-print d-print-none print-none",
    ),
    (
        Hints::BOX,
        "callout callouts admonition infobox info-box factbox fact-box faktenbox tip tips note \
         ingredients ingredient takeaways key-takeaways",
    ),
    (Hints::LABELS, "ai2html aiabs aipointtext artboard g-artboard"),
    (Hints::QUOTE, "quote pullquote pull-quote blockquote"),
    (
        Hints::NOTICE,
        "disclaimer disclosure editors-note editor-note correction affiliate-disclosure \
         advertiser-disclosure affiliate affiliates rights-notice syndication-notice",
    ),
    (
        Hints::AUTHOR,
        "author authors byline byline-name author-name authorname contributor contributors \
         writer reporter journalist autor autore auteur fn post-author article-author \
         entry-author p-author author-link",
    ),
    (
        Hints::DATE,
        "date dates published pubdate pub-date publish-date published-date posted-on \
         post-date entry-date timestamp datetime date-published datepublished dateline \
         article-date dt-published fecha datum publication-date created post-time \
         article-time time-published date-time publishdate",
    ),
];

/// Beginnings of long words that are run together with others.
const BEGINNINGS: &[(Hints, &str)] = &[
    (Hints::RELATED, "related"),
    (Hints::RELATED, "recommend"),
    (Hints::RELATED, "recirc"),
    (Hints::RELATED, "trending"),
    (Hints::RELATED, "mostread"),
    (Hints::SHARE, "sharebutton"),
    (Hints::SHARE, "sharetool"),
    (Hints::SHARE, "social"),
    (Hints::COMMENT, "comment"),
    (Hints::COMMENT, "disqus"),
    (Hints::PROMO, "newsletter"),
    (Hints::PROMO, "subscri"),
    (Hints::AD, "advert"),
    (Hints::SIDEBAR, "sidebar"),
    (Hints::NAV, "breadcrumb"),
    (Hints::NAV, "navig"),
    (Hints::NAV, "paginat"),
    (Hints::FOOTER, "footer"),
    (Hints::WALL, "paywall"),
    (Hints::WALL, "cookie"),
    (Hints::BODY, "articlebody"),
    (Hints::BODY, "storybody"),
    (Hints::PLACEHOLDER, "placeholder"),
];

static WORDS: LazyLock<HashMap<&'static str, Hints>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for &(hints, words) in TABLE {
        for word in words.split_whitespace() {
            let known: &mut Hints = map.entry(word).or_default();
            *known = known.and(hints);
        }
    }
    map
});

/// The hints of one attribute's value.
pub(crate) fn of_name(value: &str) -> Hints {
    let mut hints = Hints::NONE;
    for name in value.split_ascii_whitespace().take(40) {
        hints = hints.and(of_word(name));
        // Within longer names these words mean something else ("overflow-hidden").
        if matches!(name, "hidden" | "hide" | "d-none" | "invisible" | "offscreen" | "off-screen")
            && !shown_somewhere(value)
        {
            hints = hints.and(Hints::HIDDEN);
        }
    }
    hints
}

/// Whether the names say that an element is hidden on some screens only.
fn shown_somewhere(value: &str) -> bool {
    value.split_ascii_whitespace().any(|name| {
        let end = name.rsplit(['-', ':']).next().unwrap_or(name);
        name.contains([':', '-'])
            && matches!(end, "block" | "flex" | "grid" | "inline" | "table" | "contents")
    })
}

fn of_word(name: &str) -> Hints {
    let words = &*WORDS;
    let mut hints = Hints::NONE;
    // The name in lower case with "-" between its parts, and where each part begins.
    let mut parts = String::with_capacity(name.len() + 4);
    let mut starts: [usize; 12] = [0; 12];
    let mut count = 1;
    let mut was_lower = false;
    for c in name.chars().take(120) {
        let separates = !c.is_ascii_alphanumeric();
        let parts_here = separates || (was_lower && c.is_ascii_uppercase());
        if parts_here && !parts.is_empty() && !parts.ends_with('-') {
            parts.push('-');
            if count < starts.len() {
                starts[count] = parts.len();
                count += 1;
            }
        }
        if !separates {
            parts.push(c.to_ascii_lowercase());
        }
        was_lower = c.is_ascii_lowercase();
    }
    let end_of = |from: usize| parts[from..].find('-').map_or(parts.len(), |at| from + at);
    for &start in &starts[..count] {
        let first_end = end_of(start);
        let word = &parts[start..first_end];
        if word.is_empty() {
            continue;
        }
        if let Some(&known) = words.get(word) {
            hints = hints.and(known);
        } else if word.len() > 7 {
            for &(hint, beginning) in BEGINNINGS {
                if word.starts_with(beginning) {
                    hints = hints.and(hint);
                }
            }
        }
        let mut end = first_end;
        for _ in 0..2 {
            if end >= parts.len() {
                break;
            }
            end = end_of(end + 1);
            if let Some(&known) = words.get(&parts[start..end]) {
                hints = hints.and(known);
            }
        }
    }
    hints
}

/// Reads the hints of elements and remembers each value of `class`, since most are repeated.
pub(crate) struct Reader<'d> {
    dom: &'d Dom,
    known: HashMap<&'d str, Hints>,
}

impl<'d> Reader<'d> {
    /// A reader of that page.
    pub(crate) fn new(dom: &'d Dom) -> Self {
        Self { dom, known: HashMap::new() }
    }

    /// The hints of one element.
    pub(crate) fn read(&mut self, id: Id) -> Hints {
        let mut hints = Hints::NONE;
        for attr in self.dom.attrs(id) {
            let value: &'d str = &attr.value;
            hints = hints.and(match &*attr.name.local {
                "class" | "id" | "data-component" | "data-testid" | "data-block" | "data-test"
                | "data-type" | "data-module" | "data-qa" | "data-widget" | "data-name"
                | "data-testId" => *self.known.entry(value).or_insert_with(|| of_name(value)),
                "itemprop" => of_itemprop(value),
                "role" => of_role(value),
                _ => Hints::NONE,
            });
        }
        hints
    }
}

fn of_itemprop(value: &str) -> Hints {
    match value.trim() {
        "articleBody" | "reviewBody" | "blogPost" => Hints::BODY,
        "author" | "creator" => Hints::META.and(Hints::AUTHOR),
        "datePublished" | "dateCreated" | "dateModified" => Hints::META.and(Hints::DATE),
        "headline" => Hints::HEADLINE,
        "caption" => Hints::CAPTION,
        "keywords" => Hints::TAGS,
        "comment" => Hints::COMMENT,
        "description" | "alternativeHeadline" => Hints::STANDFIRST,
        _ => Hints::NONE,
    }
}

fn of_role(value: &str) -> Hints {
    match value.trim() {
        "navigation" | "menu" | "menubar" | "search" | "tablist" => Hints::NAV,
        "complementary" => Hints::SIDEBAR,
        "contentinfo" => Hints::FOOTER,
        "banner" => Hints::HEADER,
        "dialog" | "alertdialog" | "alert" => Hints::WALL,
        "toolbar" => Hints::SHARE,
        _ => Hints::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_every_way_of_writing() {
        for name in ["related-posts", "relatedPosts", "RELATED_POSTS", "c-related", "relatedthings"]
        {
            assert!(of_name(name).any(Hints::RELATED), "{name}");
        }
        assert!(of_name("x article__body y").any(Hints::BODY));
        for name in ["sr-only", "x-VisuallyHidden", "hidden", "d-none"] {
            assert!(of_name(name).any(Hints::HIDDEN), "{name}");
        }
        for name in
            ["overflow-hidden", "field--label-hidden", "hidden md:block", "d-none d-md-flex"]
        {
            assert!(!of_name(name).any(Hints::HIDDEN), "{name}");
        }
    }

    #[test]
    fn a_word_inside_another_is_no_hint() {
        for name in ["roadshow", "shared-memory-x", "download", "adapter", "unrelated"] {
            assert_eq!(of_name(name), Hints::NONE, "{name}");
        }
    }
}
