//! Pictures and players among the blocks: which become figures, and what stands for a player.

use backfile_article::Picture;

use crate::{
    dom::{Id, Tag},
    hints::Hints,
};

use super::{
    assemble::{Assembler, Draft, Piece, Shape},
    figures::{self, Figure},
    reason::Reason,
    writer::{Writer, escape},
};

impl Assembler<'_, '_> {
    /// A figure inside a block stands after that block.
    pub(super) fn apart(&mut self, id: Id, tag: Tag) {
        let before = std::mem::take(&mut self.pieces);
        let paragraph = std::mem::replace(&mut self.paragraph, Writer::new());
        let waiting = std::mem::take(&mut self.waiting);
        match tag {
            Tag::Img => self.image(id),
            Tag::Figure => self.figure(id),
            Tag::Noscript => self.noscript(id),
            _ => self.player(id, tag),
        }
        self.flush();
        let found = std::mem::replace(&mut self.pieces, before);
        self.paragraph = paragraph;
        self.waiting = waiting;
        for piece in found {
            match piece {
                Piece::Kept(draft) => self.waiting.push(draft),
                left => self.pieces.push(left),
            }
        }
    }

    pub(super) fn image(&mut self, img: Id) {
        if figures::is_icon(self.page, img) {
            return;
        }
        let Some(url) = figures::address(self.page.dom, self.head, img) else { return };
        let figure =
            Figure { picture: Picture { url, alt: self.alt(img), caption: None, credit: None } };
        self.push_figure(&figure, img);
    }

    fn alt(&self, img: Id) -> Option<String> {
        self.page.dom.attr(img, "alt").and_then(crate::text::non_empty)
    }

    fn push_figure(&mut self, figure: &Figure, node: Id) {
        // The same picture in another size, as in a carousel or for browsers without scripts.
        if !self.seen.insert(same_picture(&figure.picture.url)) {
            return;
        }
        let draft = Draft {
            shape: Shape::Figure,
            html: figure.html(),
            text: String::new(),
            node,
            span: node..self.page.dom.end(node),
            link_share: 0.0,
            picture: Some(figure.picture.clone()),
        };
        if self.paragraph.is_empty() {
            self.push(draft);
        } else {
            self.waiting.push(draft);
        }
    }

    /// `noscript` holds the real picture of a lazy one.
    pub(super) fn noscript(&mut self, id: Id) {
        let dom = self.page.dom;
        let images: Vec<Id> = dom.find(id, Tag::Img).collect();
        if images.len() == 1 && self.page.stat(id).text == 0 {
            self.image(images[0]);
        }
    }

    /// Whether a wrapper is a figure in all but name: pictures and the words of one.
    pub(super) fn holds_picture_words(&self, id: Id) -> bool {
        let page = self.page;
        let stats = page.stat(id);
        if stats.images == 0
            || stats.images > 3
            || stats.prose > 250.0
            || stats.text == 0
            || stats.text > 600
        {
            return false;
        }
        let dom = page.dom;
        let mut words = 0;
        let mut at = id + 1;
        while at < dom.end(id) {
            let tag = dom.tag(at);
            if tag == Some(Tag::Figure) {
                // The figure itself is met below, unless its words stand outside it.
                let inside = dom.find(at, Tag::Figcaption).next().is_some();
                if inside {
                    return false;
                }
            }
            if tag == Some(Tag::Figcaption) || page.hint(at).any(Hints::CAPTION.and(Hints::CREDIT))
            {
                words += page.stat(at).text;
                at = dom.end(at);
                continue;
            }
            if tag.is_some_and(|tag| tag.heading_level().is_some()) {
                return false;
            }
            at += 1;
        }
        words * 10 >= stats.text * 6
    }

    pub(super) fn figure(&mut self, id: Id) {
        let page = self.page;
        let dom = page.dom;
        self.flush();
        let other = dom.below(id).find(|&at| {
            page.is_shown(at)
                && matches!(dom.tag(at), Some(Tag::Table | Tag::Pre | Tag::Blockquote))
                || matches!(dom.tag(at), Some(Tag::Iframe | Tag::Video | Tag::Audio))
        });
        let mut urls: Vec<(String, Id)> = Vec::new();
        for img in dom.find(id, Tag::Img) {
            let placeholder = page.hint(img).any(Hints::PLACEHOLDER);
            if let Some(url) = figures::address(dom, self.head, img).filter(|_| !placeholder)
                && !urls.iter().any(|(known, _)| same_picture(known) == same_picture(&url))
            {
                urls.push((url, img));
            }
        }
        if let (Some(other), true) = (other, urls.is_empty()) {
            if dom.is(other, Tag::Iframe) || dom.is(other, Tag::Video) || dom.is(other, Tag::Audio)
            {
                let tag = dom.tag(other).unwrap_or(Tag::Iframe);
                self.player_with(other, tag, Some(id));
            } else {
                self.children(id);
            }
            return;
        }
        if urls.is_empty() {
            // No picture to show: its words are no text of the body either.
            let words = figures::words(page, id);
            if page.stat(id).prose > 400.0 {
                self.children(id);
            } else if let Some(caption) = words.caption {
                let mut html = String::from("<figure>");
                figures::push_words(&mut html, Some(&caption), words.credit.as_deref());
                html.push_str("</figure>");
                let draft = self.draft(Shape::Figure, html, caption, id);
                self.pieces.push(Piece::Left(Reason::Picture, draft));
            }
            return;
        }
        let words = figures::words(page, id);
        let last = urls.len() - 1;
        for (index, (url, img)) in urls.into_iter().enumerate() {
            let mut picture = Picture { url, alt: self.alt(img), caption: None, credit: None };
            if index == last {
                picture.caption = words.caption.clone();
                picture.credit = words.credit.clone();
            }
            self.push_figure(&Figure { picture }, img);
        }
    }

    pub(super) fn player(&mut self, id: Id, tag: Tag) {
        self.player_with(id, tag, None);
    }

    /// A player becomes its poster and a link.
    fn player_with(&mut self, id: Id, tag: Tag, holder: Option<Id>) {
        let dom = self.page.dom;
        let src = dom
            .attr(id, "src")
            .or(dom.attr(id, "data-src"))
            .or_else(|| dom.find(id, Tag::Source).find_map(|source| dom.attr(source, "src")));
        let Some(url) = src.and_then(|src| self.head.absolute(src)) else { return };
        let Some(url) = watch_address(&url, tag) else { return };
        let poster =
            dom.attr(id, "poster").and_then(|poster| self.head.absolute(poster)).map(String::from);
        let title =
            dom.attr(id, "title").or(dom.attr(id, "aria-label")).and_then(crate::text::non_empty);
        let host = url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
        let words = holder.map(|holder| figures::words(self.page, holder)).unwrap_or_default();
        let label = title.clone().or_else(|| words.caption.clone()).unwrap_or(host);
        let mut html = String::from("<figure>");
        if let Some(poster) = &poster {
            html.push_str(&format!("<img src=\"{}\" alt=\"\">", escape(poster)));
        }
        html.push_str(&format!(
            "<figcaption><a href=\"{}\">{}</a></figcaption></figure>",
            escape(url.as_str()),
            escape(&label)
        ));
        if !self.seen.insert(url.to_string()) {
            return;
        }
        let picture = poster.map(|url| Picture {
            url,
            alt: None,
            caption: Some(label),
            credit: words.credit,
        });
        let draft = Draft {
            shape: Shape::Figure,
            html,
            text: String::new(),
            node: id,
            span: id..dom.end(id),
            link_share: 0.0,
            picture,
        };
        if self.paragraph.is_empty() { self.push(draft) } else { self.waiting.push(draft) }
    }
}

/// What tells a picture apart from its other sizes: the address without query and without the
/// numbers of a size.
fn same_picture(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    if path.rsplit('/').next().is_some_and(|file| file.contains('.')) {
        path.to_owned()
    } else {
        url.to_owned()
    }
}

/// The address where a person can watch what a player shows; `None` for what is no player.
fn watch_address(url: &url::Url, tag: Tag) -> Option<url::Url> {
    let host = url.host_str()?.trim_start_matches("www.");
    let id = |prefix: &str| {
        url.path()
            .strip_prefix(prefix)
            .and_then(|rest| rest.split('/').next())
            .filter(|id| !id.is_empty())
    };
    let made = match host {
        "youtube.com" | "youtube-nocookie.com" | "m.youtube.com" => {
            id("/embed/").map(|id| format!("https://www.youtube.com/watch?v={id}"))
        }
        "player.vimeo.com" => id("/video/").map(|id| format!("https://vimeo.com/{id}")),
        _ => None,
    };
    if let Some(made) = made {
        return url::Url::parse(&made).ok();
    }
    if tag != Tag::Iframe {
        return Some(url.clone());
    }
    const PLAYERS: [&str; 16] = [
        "dailymotion.com",
        "geo.dailymotion.com",
        "open.spotify.com",
        "w.soundcloud.com",
        "embed.ted.com",
        "players.brightcove.net",
        "datawrapper.dwcdn.net",
        "flo.uri.sh",
        "public.tableau.com",
        "e.infogram.com",
        "infogram.com",
        "embed.podcasts.apple.com",
        "facebook.com",
        "google.com",
        "ourworldindata.org",
        "archive.org",
    ];
    PLAYERS.contains(&host).then(|| url.clone())
}
