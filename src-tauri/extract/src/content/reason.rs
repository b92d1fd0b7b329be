//! Why a part of the page is not in the article: the words of the receipt.

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $step:literal $code:literal;)+) => {
        /// Why a part was left out.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Reason { $($(#[$doc])* $name,)+ }

        /// The codes of every reason for which something is left out.
        pub const REASONS: &[&str] = &[$($code),+];

        impl Reason {
            /// The step of the cleaning, a short stable word.
            pub(crate) fn step(self) -> &'static str {
                match self { $(Self::$name => $step,)+ }
            }

            /// The stable code.
            pub(crate) fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

reasons! {
    /// Not shown by the page.
    Hidden "unseen" "hidden";
    /// Buttons, fields and forms.
    Controls "controls" "form_controls";
    /// Menus, breadcrumbs, pagers.
    Navigation "names" "navigation";
    /// Share, follow and save.
    Share "names" "share_buttons";
    /// Other stories.
    Related "names" "related";
    /// Newsletters, apps, calls to action.
    Promotion "names" "promotion";
    /// Comments.
    Comments "names" "comments";
    /// Side columns.
    Sidebar "names" "sidebar";
    /// The foot of the page or article.
    Footer "names" "footer";
    /// A box about the author.
    AuthorBox "names" "author_box";
    /// The topics; they are kept as data.
    Topics "names" "topics";
    /// Advertisements.
    Advertisement "names" "advertisement";
    /// Consent, sign-in and subscription.
    Wall "names" "wall";
    /// Byline and dates; they are kept as data.
    Byline "names" "byline";
    /// A player.
    Player "names" "player";
    /// Links to other pages, nothing else.
    Links "links" "promo_links";
    /// The title again.
    Title "repeated" "title";
    /// Text that stands elsewhere in the article.
    Repeated "repeated" "repeated";
    /// A line known from many pages.
    Phrase "phrases" "boilerplate_phrase";
    /// When it was published, in words.
    Time "phrases" "time";
    /// A heading that nothing follows.
    Heading "tail" "empty_section";
    /// Words of a picture; they are kept with it.
    Caption "figures" "caption";
    /// A picture that could not be used.
    Picture "figures" "picture";
    /// What stands before or after the article.
    Beside "frame" "beside_article";
    /// What reads and stands unlike the article.
    Unlike "model" "unlike_article";
    /// What the person's rule for the site drops.
    Rule "rule" "by_rule";
}
