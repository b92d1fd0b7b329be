//! The clean form of an address: the same page without what only tracks the way to it.

use url::Url;

/// Parameters that tell who sent the reader, never what is read.
///
/// Names are compared in lower case. Names that some sites use for content (`ref`, `source`,
/// `id`) stand here only in forms that have one meaning.
const TRACKING: &[&str] = &[
    // Advertising click numbers.
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "gad_source",
    "gad_campaignid",
    "msclkid",
    "twclid",
    "ttclid",
    "yclid",
    "ysclid",
    "li_fat_id",
    "igshid",
    "igsh",
    "epik",
    "scid",
    "sccid",
    "rdt_cid",
    "qclid",
    "obclid",
    "obOrigUrl",
    "dicbo",
    "tblci",
    "irclickid",
    "irgwc",
    "vgo_ee",
    "cjevent",
    "cjdata",
    "awc",
    "zanpid",
    "srsltid",
    "s_kwcid",
    "ef_id",
    "mkwid",
    "pcrid",
    "kclickid",
    "campaignid",
    "adgroupid",
    // Newsletters and mailings.
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "vero_conv",
    "ck_subscriber_id",
    "sfmc_id",
    "sfmc_activityid",
    "ml_subscriber",
    "ml_subscriber_hash",
    "bbeml",
    "rb_clickid",
    "nltrackid",
    "emc",
    "wt_mc",
    "wt_zmc",
    "wtmc",
    // Statistics across sites.
    "_ga",
    "_gl",
    "_ke",
    "_kx",
    "_branch_match_id",
    "_branch_referrer",
    "__twitter_impression",
    "ocid",
    "ito",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "xtor",
    "mtm_source",
    "icid",
    "cmpid",
    "s_cid",
    "ncid",
    "cvid",
    "spm",
    "scm",
    "smid",
    "smtyp",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "ref_src",
    "ref_url",
    "referringsource",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "fb_ref",
    "action_object_map",
    "action_type_map",
    "action_ref_map",
    "share_id",
    "sharetype",
    "shareuid",
    "traffic_source",
    "trk",
    "trkcampaign",
    "trkinfo",
    "soc_src",
    "soc_trk",
    "wprov",
    "utm",
    "amp_js_v",
    "amp_gsa",
    "usqp",
];

/// Beginnings of families of such parameters.
const TRACKING_FAMILIES: &[&str] = &[
    "utm_",
    "at_medium",
    "at_campaign",
    "at_link",
    "at_custom",
    "at_ptr",
    "at_format",
    "at_creation",
    "at_variant",
    "mtm_",
    "matomo_",
    "pk_",
    "piwik_",
    "hsa_",
    "stm_",
    "itm_",
    "int_cmp",
    "guce_",
];

/// Caches within each other that are seen through.
const MOST_CACHES: usize = 3;

/// The same page under its clean address: without tracking parameters, credentials and fragments
/// that are no routes, and out of the caches that hold copies for phones.
#[must_use]
pub fn clean(url: &Url) -> Url {
    let mut url = out_of_caches(url).unwrap_or_else(|| url.clone());
    if !matches!(url.scheme(), "http" | "https") {
        return url;
    }
    // These fail only for addresses that can hold none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Some(query) = url.query() {
        let kept = without_tracking(query);
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    if let Some(fragment) = url.fragment() {
        let kept = route(fragment).map(str::to_owned);
        url.set_fragment(kept.as_deref());
    }
    url
}

/// The query without tracking parameters; what stays is left as it was written.
fn without_tracking(query: &str) -> String {
    let kept: Vec<_> =
        query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
    kept.join("&")
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    TRACKING.iter().any(|tracking| tracking.eq_ignore_ascii_case(&name))
        || TRACKING_FAMILIES.iter().any(|family| name.starts_with(family))
}

/// The part of a fragment that chooses what is shown; a place inside a page is no route.
fn route(fragment: &str) -> Option<&str> {
    let fragment = fragment.split(":~:").next().unwrap_or(fragment);
    let routed =
        ["!", "/"].iter().any(|mark| fragment.strip_prefix(mark).is_some_and(|r| !r.is_empty()));
    routed.then_some(fragment)
}

/// The publisher's address of a copy in a cache, which may itself be named by another: a search leads
/// to a viewer, the viewer to a cache. An address of more than any of them writes is left as it is.
fn out_of_caches(url: &Url) -> Option<Url> {
    let mut page = out_of_cache(url)?;
    for _ in 1..MOST_CACHES {
        match out_of_cache(&page) {
            Some(inner) => page = inner,
            None => return Some(page),
        }
    }
    out_of_cache(&page).is_none().then_some(page)
}

/// The publisher's address of a copy in an AMP cache, whose form the AMP project lays down:
/// `https://www-example-com.cdn.ampproject.org/c/s/www.example.com/path`, and the viewer
/// `https://www.google.com/amp/s/www.example.com/path`.
fn out_of_cache(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let path = url.path();
    let rest = if host.ends_with(".cdn.ampproject.org") || host == "cdn.ampproject.org" {
        ["/c/", "/v/", "/wp/"].iter().find_map(|kind| path.strip_prefix(kind))?
    } else if host == "google.com" || host.starts_with("www.google.") {
        path.strip_prefix("/amp/")?
    } else {
        return None;
    };
    let (scheme, rest) = rest.strip_prefix("s/").map_or(("http", rest), |rest| ("https", rest));
    let (target, _) = rest.split_once('/').unwrap_or((rest, ""));
    if !target.contains('.') {
        return None;
    }
    let mut publisher = Url::parse(&format!("{scheme}://{rest}")).ok()?;
    publisher.set_query(url.query());
    Some(publisher)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(url: &str) -> String {
        clean(&Url::parse(url).unwrap()).to_string()
    }

    #[test]
    fn what_only_tracks_the_way_to_a_page_is_left_out() {
        for (given, wanted) in [
            ("https://a.com/x?utm_source=n&utm_medium=m", "https://a.com/x"),
            ("https://a.com/x?id=7&UTM_Source=n&b=2", "https://a.com/x?id=7&b=2"),
            ("https://a.com/x?fbclid=1&gclid=2&_ga=3&at_medium=RSS", "https://a.com/x"),
            ("https://a.com/x?", "https://a.com/x"),
            ("https://a.com/x?&&", "https://a.com/x"),
            ("https://a.com/x?q=a%20b+c&y", "https://a.com/x?q=a%20b+c&y"),
            (
                "https://a.com/x?ref=7&source=8&id=9&at=5",
                "https://a.com/x?ref=7&source=8&id=9&at=5",
            ),
            ("https://user:pass@a.com/x", "https://a.com/x"),
            ("https://a.com/x#part-2", "https://a.com/x"),
            ("https://a.com/x#:~:text=words", "https://a.com/x"),
            ("https://a.com/#!/story/7", "https://a.com/#!/story/7"),
            ("https://a.com/#/story/7", "https://a.com/#/story/7"),
            ("https://a.com/#/story/7:~:text=words", "https://a.com/#/story/7"),
            ("https://a.com/x#!", "https://a.com/x"),
            ("https://m.a.com/x", "https://m.a.com/x"),
            ("https://a.com/x/amp/", "https://a.com/x/amp/"),
        ] {
            assert_eq!(cleaned(given), wanted);
        }
    }

    #[test]
    fn a_copy_in_an_amp_cache_is_the_publishers_page() {
        for (given, wanted) in [
            (
                "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/story.amp?amp_js_v=1",
                "https://www.example.com/story.amp",
            ),
            ("https://cdn.ampproject.org/v/example.com/story?a=1", "http://example.com/story?a=1"),
            ("https://www.google.com/amp/s/www.example.com/story", "https://www.example.com/story"),
            (
                "https://www.google.com/amp/s/www-example-com.cdn.ampproject.org/v/s/www.example.com/story",
                "https://www.example.com/story",
            ),
            ("https://www.google.com/amp/story", "https://www.google.com/amp/story"),
            ("https://www.google.com/search?q=a", "https://www.google.com/search?q=a"),
        ] {
            assert_eq!(cleaned(given), wanted);
        }
    }

    #[test]
    fn cleaning_twice_is_cleaning_once() {
        for url in [
            "https://a.com/x?utm_source=n&id=7#part",
            "https://www.google.com/amp/s/a.com/x?utm_source=1",
            "https://www.google.com/amp/s/www.google.com/amp/s/a.com/x",
            "https://a.com/#!/r",
            "mailto:a@b.c",
            "data:text/html,x",
        ] {
            let once = cleaned(url);
            assert_eq!(cleaned(&once), once);
        }
        for caches in 0..6 {
            let url = format!("https://{}a.com/x", "www.google.com/amp/s/".repeat(caches));
            let once = cleaned(&url);
            assert_eq!(cleaned(&once), once);
            assert_eq!(once == "https://a.com/x", caches <= MOST_CACHES, "{once}");
        }
    }
}
