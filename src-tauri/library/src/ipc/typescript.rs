//! Writes the TypeScript side of the calls.

use std::{any::TypeId, collections::BTreeMap};

use ts_rs::{Config, TS, TypeVisitor};

use super::{commands::for_each_command, error::CommandError, types::*};

/// The whole of `ui/src/ipc/generated.ts`.
#[must_use]
pub fn generate() -> String {
    let config = Config::new();
    let mut types = Types { config: &config, seen: BTreeMap::new(), visited: Vec::new() };
    let mut calls = String::new();

    macro_rules! write_calls {
        ($($(#[doc = $doc:literal])* $name:ident { $($arg:ident: $kind:ty),* } -> $result:ty;)+) => {$(
            $(calls.push_str(&format!("  /**{} */\n", $doc));)*
            $(types.visit::<$kind>();)*
            types.visit::<$result>();
            let arguments: Vec<String> = vec![
                $(format!("{}: {}", stringify!($arg), <$kind as TS>::name(&config)),)*
            ];
            calls.push_str(&format!(
                "  {}: {{ args: {{ {} }}; result: {} }};\n",
                stringify!($name),
                arguments.join("; "),
                <$result as TS>::name(&config)
            ));
        )+};
    }
    {
        use backfile_article::{ArticleId, HighlightId, Quote, SavedSearchId, TagId, VersionId};
        for_each_command!(write_calls);
    }
    types.visit::<Event>();
    types.visit::<CommandError>();

    let mut out = String::from(
        "// Made from the Rust types by `npm run types`; changes here are overwritten.\n\n",
    );
    for declaration in types.seen.values() {
        out.push_str(declaration);
        out.push_str("\n\n");
    }
    out.push_str("/** Every call: what it takes and what it gives. */\nexport type Commands = {\n");
    out.push_str(&calls);
    out.push_str("};\n");
    out
}

struct Types<'a> {
    config: &'a Config,
    seen: BTreeMap<String, String>,
    visited: Vec<TypeId>,
}

impl TypeVisitor for Types<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if self.visited.contains(&TypeId::of::<T>()) {
            return;
        }
        self.visited.push(TypeId::of::<T>());
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}", T::decl(self.config));
            self.seen.insert(T::name(self.config), declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
