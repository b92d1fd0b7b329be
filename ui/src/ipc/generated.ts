// Made from the Rust types by `npm run types`; changes here are overwritten.

/**
 * How far the archive may be used.
 */
export type Access = "writes" | "looks" | "damaged" | "unreadable";

/**
 * A link that was saved before.
 */
export type Already = { 
/**
 * The entry.
 */
id: ArticleId, 
/**
 * When it was saved.
 */
saved_at: Timestamp, 
/**
 * Its title.
 */
title: string | null, 
/**
 * Whether it lies in the trash.
 */
trashed: boolean, };

/**
 * Names an article for good.
 */
export type ArticleId = string;

/**
 * One article, for the reader.
 */
export type ArticleView = { 
/**
 * Its row.
 */
row: Row, 
/**
 * Its authors.
 */
authors: Array<Author>, 
/**
 * When the page was last modified.
 */
modified: PageTime | null, 
/**
 * The publisher's section.
 */
section: string | null, 
/**
 * The publisher's topics that are not among the tags yet.
 */
suggested_tags: Array<string>, 
/**
 * The address as typed.
 */
requested_url: string, 
/**
 * The version that is shown; none while there is none.
 */
version: VersionId | null, 
/**
 * All versions, newest first.
 */
versions: Array<VersionRow>, 
/**
 * Address of the frame's document, to be set as its `src`; none without a version.
 */
frame: string | null, 
/**
 * What was kept.
 */
receipt: Receipt | null, 
/**
 * What the person should know about it.
 */
warnings: Array<Warning>, 
/**
 * Links that were left out.
 */
see_also: Array<SeeAlso>, 
/**
 * Fields that the person corrected.
 */
corrected: Array<Field>, 
/**
 * The paragraph that was last read to.
 */
paragraph: number, 
/**
 * Passages that the person marked, in the order of the text.
 */
highlights: Array<Highlight>, };

/**
 * An archive whose place a backup took.
 */
export type Aside = { 
/**
 * Its name among them.
 */
name: string, 
/**
 * When it was put there.
 */
at: Timestamp, 
/**
 * What its database takes.
 */
bytes: number, };

/**
 * An author as the page names them.
 */
export type Author = { 
/**
 * The name, without "By".
 */
name: string, 
/**
 * What they are, as in "Health correspondent".
 */
role: string | null, 
/**
 * Where they report from.
 */
place: string | null, };

/**
 * One backup.
 */
export type Backup = { 
/**
 * Its name among them.
 */
name: string, 
/**
 * When the archive was as it holds it.
 */
at: Timestamp, 
/**
 * When it was last read back whole.
 */
verified_at: Timestamp | null, 
/**
 * Entries in it.
 */
articles: number, };

/**
 * Why no backup was made.
 */
export type BackupFailure = { 
/**
 * When.
 */
at: Timestamp, 
/**
 * The kind of cause; the log has the cause.
 */
reason: BackupFailureReason, };

/**
 * The kind of cause.
 */
export type BackupFailureReason = "disk_full" | "damaged" | "disk";

/**
 * Every backup, and what they take.
 */
export type Backups = { 
/**
 * Newest first.
 */
list: Array<Backup>, 
/**
 * When the newest of those was made that were read back whole.
 */
last_verified: Timestamp | null, 
/**
 * What all of them take.
 */
total_bytes: number, 
/**
 * What the archive takes.
 */
archive_bytes: number, 
/**
 * Archives whose place a backup took, newest first.
 */
asides: Array<Aside>, 
/**
 * When and why the last try failed, until one goes well.
 */
failed: BackupFailure | null, 
/**
 * What may hurt the archive where it lies.
 */
place: Hazard | null, 
/**
 * Whether one is made, checked or put back just now.
 */
running: boolean, };

/**
 * One of the things that could be typed.
 */
export type Choice = { 
/**
 * The text to put in.
 */
text: string, 
/**
 * The same as people read it, without quotation marks.
 */
label: string, 
/**
 * What it is.
 */
kind: ChoiceKind, 
/**
 * The key of its sentence in the catalogue of messages, where it has one.
 */
help: string | null, 
/**
 * How many entries have it, where that is known.
 */
count: number | null, };

/**
 * What a choice is.
 */
export type ChoiceKind = "operator" | "value" | "tag" | "site" | "author" | "language" | "word";

/**
 * Why a call was not done, tagged by `code`; a code exists when the window acts on it.
 */
export type CommandError = { "code": "not_found" } | { "code": "bad_call", 
/**
 * The call.
 */
name: string, 
/**
 * What does not fit.
 */
reason: string, } | { "code": "bad_value", 
/**
 * Which field.
 */
field: string, 
/**
 * What was typed.
 */
value: string, } | { "code": "bad_file", 
/**
 * Its name.
 */
name: string, 
/**
 * Why.
 */
fault: FileFault, } | { "code": "too_many" } | { "code": "busy" } | { "code": "damaged", 
/**
 * What, and how it was seen.
 */
cause: string, } | { "code": "disk_full", 
/**
 * Bytes that have to be freed, where that is known.
 */
missing: number | null, } | { "code": "read_only" } | { "code": "newer_format" } | { "code": "disk", 
/**
 * The chain of causes.
 */
cause: string, } | { "code": "desktop", 
/**
 * The cause.
 */
reason: string, } | { "code": "internal", 
/**
 * The chain of causes.
 */
cause: string, };

/**
 * What could be typed at a place in a query.
 */
export type Completions = { 
/**
 * Where the piece begins that a choice takes the place of, in UTF-16 units.
 */
start: number, 
/**
 * Where it ends.
 */
end: number, 
/**
 * The choices, the likeliest first.
 */
choices: Array<Choice>, };

/**
 * A host that was contacted.
 */
export type Contact = { 
/**
 * Host, and port where it is not the usual one.
 */
host: string, 
/**
 * The first time.
 */
first_at: Timestamp, 
/**
 * The last time.
 */
last_at: Timestamp, 
/**
 * Requests that went out.
 */
requests: number, 
/**
 * Bytes that came, as they came.
 */
bytes_received: number, 
/**
 * Entries that it was contacted for and that are still there.
 */
articles: number, };

/**
 * An entry that a host was contacted for.
 */
export type ContactArticle = { 
/**
 * Its id.
 */
id: ArticleId, 
/**
 * Its title, else its address.
 */
title: string, 
/**
 * The last time.
 */
at: Timestamp, 
/**
 * Bytes that came for it.
 */
bytes: number, };

/**
 * How many entries stand where; trash is counted nowhere else.
 */
export type Counts = { 
/**
 * Not read yet.
 */
unread: number, 
/**
 * Starred.
 */
starred: number, 
/**
 * Everything that is not in the trash and not kept as link.
 */
all: number, 
/**
 * Kept as link.
 */
links: number, 
/**
 * In the trash.
 */
trash: number, 
/**
 * Waiting for a Retry.
 */
failed: number, 
/**
 * Passages that were marked.
 */
highlights: number, };

/**
 * The direction that a text is written in.
 */
export type Direction = "ltr" | "rtl";

/**
 * The result of a call that has none.
 */
export type Done = Record<symbol, never>;

/**
 * What a window is told without asking; at most ten a second.
 */
export type Event = { "event": "changed", 
/**
 * The number of the last change.
 */
seq: number, 
/**
 * The entries; empty when more than 200 or when only tags or settings changed.
 */
ids: Array<ArticleId>, } | { "event": "queue", 
/**
 * Where it is.
 */
queue: QueueState, 
/**
 * Entries whose stage changed, with the stage.
 */
stages: Array<StageOf>, } | { "event": "asking", 
/**
 * The question.
 */
question: OriginQuestion, };

/**
 * The face of the article.
 */
export type Face = "serif" | "sans";

/**
 * Something that rows of an answer have in common.
 */
export type Facet = { 
/**
 * Its name.
 */
name: string, 
/**
 * What asks for it, as it is typed: `site:example.org`.
 */
query: string, 
/**
 * The rows that it is true of.
 */
count: number, };

/**
 * What an answer is made of, counted over all its rows.
 */
export type Facets = { 
/**
 * Its rows.
 */
total: number, 
/**
 * Its tags, the most frequent first.
 */
tags: Array<Facet>, 
/**
 * Its sites, by host.
 */
sites: Array<Facet>, 
/**
 * Its years of publication, the latest first.
 */
years: Array<Facet>, 
/**
 * The months that anything of it was published in, the earliest first.
 */
timeline: Array<MonthCount>, 
/**
 * The codes of its languages.
 */
languages: Array<Facet>, 
/**
 * The number of the last change that the counts contain.
 */
seq: number, };

/**
 * A field that a person can correct.
 */
export type Field = "title" | "byline" | "published" | "site";

/**
 * What the field would do with what is typed.
 */
export type FieldHint = { 
/**
 * The link that it is, as it would be saved.
 */
link: string | null, 
/**
 * How that link is shown.
 */
shown: string | null, 
/**
 * The entry, when it was saved before.
 */
already: Already | null, };

/**
 * Why nothing of a file was taken.
 */
export type FileFault = "unreadable" | "empty" | "unsupported" | "damaged" | "locked" | "too_large" | "too_many" | "no_list";

/**
 * A file that is being handed over in parts.
 */
export type FileToken = { 
/**
 * Names it in the calls that follow.
 */
token: string, };

/**
 * A run of rows with one heading.
 */
export type Group = { 
/**
 * Which heading.
 */
span: GroupSpan, 
/**
 * The index of its first row.
 */
start: number, 
/**
 * How many rows it has.
 */
count: number, };

/**
 * The time that a group stands for.
 */
export type GroupSpan = "today" | "yesterday" | "this_week" | { "month": string };

/**
 * What may hurt an archive where it lies.
 */
export type Hazard = { 
/**
 * What kind of place it is.
 */
kind: HazardKind, 
/**
 * The file system, or the program that copies the folder.
 */
name: string, };

/**
 * Kinds of such places.
 */
export type HazardKind = "network" | "synced";

/**
 * A passage that the person marked.
 */
export type Highlight = { 
/**
 * Its id.
 */
id: HighlightId, 
/**
 * When it was marked.
 */
at: Timestamp, 
/**
 * The passage.
 */
quote: Quote, 
/**
 * The person's words on it, Markdown.
 */
note: string | null, 
/**
 * Whether its words stand in the version that is shown.
 */
found: boolean, };

/**
 * Names a marked passage.
 */
export type HighlightId = string;

/**
 * A piece of the list of all passages.
 */
export type HighlightPage = { 
/**
 * How many hold the words that were asked for.
 */
total: number, 
/**
 * The piece.
 */
rows: Array<HighlightRow>, };

/**
 * A passage in the list of all.
 */
export type HighlightRow = { 
/**
 * Its entry.
 */
article: ArticleId, 
/**
 * The entry's title.
 */
title: string | null, 
/**
 * The site's name, or its host.
 */
site: string, 
/**
 * The entry's address.
 */
url: string, 
/**
 * The passage.
 */
highlight: Highlight, };

/**
 * A site that is left alone for a while.
 */
export type Hold = { 
/**
 * Its registrable domain, or host and port where it has none.
 */
host: string, 
/**
 * Until when.
 */
until: Timestamp, 
/**
 * Why.
 */
reason: HoldReason, };

/**
 * Why a site is left alone.
 */
export type HoldReason = "asked" | "failed";

/**
 * How a version's content came.
 */
export type HowTaken = "fetched" | "pasted" | "file" | "from_text";

/**
 * A piece of a list.
 */
export type ListPage = { 
/**
 * Rows in the whole list.
 */
total: number, 
/**
 * The groups of the whole list, in order; empty when the order is not by time saved.
 */
groups: Array<Group>, 
/**
 * The rows that were asked for.
 */
rows: Array<Row>, 
/**
 * Milliseconds that the answer took.
 */
took_ms: number, 
/**
 * What is wrong with the query; the rest of it was searched.
 */
query_problems: Array<QueryProblem>, 
/**
 * How the query was loosened, because nothing answers it as it was typed.
 */
loosened: Loosened | null, 
/**
 * A query that finds more, where a word of this one is likely misspelt.
 */
suggestion: Respelt | null, 
/**
 * The number of the last change that the answer contains.
 */
seq: number, };

/**
 * A piece of a list that is asked for.
 */
export type ListRequest = { 
/**
 * Which part of the archive.
 */
view: View, 
/**
 * The search; empty for none.
 */
query: string, 
/**
 * The order.
 */
sort: Sort, 
/**
 * Rows to pass over.
 */
offset: number, 
/**
 * Rows at most.
 */
limit: number, 
/**
 * The person's clock, minutes east of UTC, for the groups by day.
 */
utc_offset_minutes: number, };

/**
 * A line of the problem log.
 */
export type LogLine = { 
/**
 * When.
 */
at: Timestamp, 
/**
 * What, as in a row.
 */
code: string, 
/**
 * What the sentence names.
 */
args: { [key in string]: string }, 
/**
 * The entry it is about.
 */
id: ArticleId | null, 
/**
 * The chain of causes, for whoever wants to know.
 */
cause: string, };

/**
 * How a query was loosened.
 */
export type Loosened = { "spelling": Respelt } | { "most_words": { 
/**
 * The words that each of them holds at least.
 */
least: number, 
/**
 * The words that were asked for.
 */
words: number, } };

/**
 * A passage that was just marked.
 */
export type Marked = { 
/**
 * Its id.
 */
id: HighlightId, };

/**
 * A month, and how much of an answer was published in it.
 */
export type MonthCount = { 
/**
 * The month, as it is typed: `2026-03`.
 */
month: string, 
/**
 * The rows.
 */
count: number, };

/**
 * A private origin that a link given by hand leads to.
 */
export type OriginQuestion = { 
/**
 * Scheme, host and port.
 */
origin: string, 
/**
 * The entries that wait for the answer.
 */
ids: Array<ArticleId>, };

/**
 * What a window needs to draw itself, apart from the list and the article.
 */
export type Overview = { 
/**
 * The folder that everything is kept in.
 */
archive_dir: string, 
/**
 * Whether nothing was ever saved here.
 */
first_start: boolean, 
/**
 * How many entries stand where.
 */
counts: Counts, 
/**
 * Every tag, by name.
 */
tags: Array<TagCount>, 
/**
 * Searches that were pinned, in their order.
 */
searches: Array<SavedSearch>, 
/**
 * What is being saved.
 */
queue: QueueState, 
/**
 * How far the archive may be used.
 */
access: Access, 
/**
 * What the person chose.
 */
settings: Settings, 
/**
 * What the window itself asked to be remembered; its own format.
 */
session: string | null, 
/**
 * Origins on this computer or network that a link waits for an answer about.
 */
asking: Array<OriginQuestion>, 
/**
 * The version of this program.
 */
version: string, 
/**
 * The number of the last change that this state contains.
 */
seq: number, };

/**
 * A time as a page gave it: ISO text with what was known, and a key to sort by.
 */
export type PageTime = { 
/**
 * ISO 8601, no more exact than the page was: `2026-03`, `2026-03-04`, `2026-03-04T05:06+01:00`.
 */
text: string, 
/**
 * How exact `text` is.
 */
precision: Precision, 
/**
 * Whether the page named a time zone.
 */
zoned: boolean, 
/**
 * Milliseconds UTC to sort by; what is unknown counts as its beginning, an unknown zone as UTC.
 */
sort_key: number, };

/**
 * How exactly a page gave a time.
 */
export type Precision = "year" | "month" | "day" | "time";

/**
 * An origin on this computer or its network that may be asked.
 */
export type PrivateOrigin = { 
/**
 * Scheme, host and port.
 */
origin: string, 
/**
 * When the person said so.
 */
allowed_at: Timestamp, };

/**
 * A sentence about an entry, as a code with what the sentence names.
 */
export type Problem = { 
/**
 * What it is.
 */
code: ProblemCode, 
/**
 * What the sentence names: `site`, `status`, `origin`, `limit`, ….
 */
args: { [key in string]: string }, 
/**
 * Whether a Retry could mend it.
 */
retry: boolean, 
/**
 * When it was last tried.
 */
tried_at: Timestamp | null, };

/**
 * Why an entry is only a link, or why saving it failed.
 */
export type ProblemCode = "video" | "listing" | "pdf" | "picture" | "feed" | "other_file" | "gone" | "consent_wall" | "sign_in_wall" | "paywall" | "bot_wall" | "no_article" | "needs_script" | "too_large" | "name_not_found" | "connect_failed" | "timed_out" | "insecure_connection" | "too_many_redirects" | "server_error" | "asked_too_often" | "refused" | "cut_short" | "bad_answer" | "private_redirect" | "ask_private" | "private_refused" | "private_listed" | "not_web" | "needs_address" | "cleaning_failed" | "disk_full" | "internal";

/**
 * A piece of a query's text.
 */
export type QueryPart = { 
/**
 * Where it begins, in UTF-16 units.
 */
start: number, 
/**
 * Where it ends.
 */
end: number, };

/**
 * Something in a query that was not understood.
 */
export type QueryProblem = { 
/**
 * Where it begins, in UTF-16 units.
 */
start: number, 
/**
 * Where it ends.
 */
end: number, 
/**
 * What it is.
 */
code: string, 
/**
 * What the sentence names.
 */
args: { [key in string]: string }, };

/**
 * The saving that is under way.
 */
export type QueueState = { 
/**
 * Entries of the run that is under way; 0 when nothing is.
 */
total: number, 
/**
 * Those of them that are done, in whichever way.
 */
done: number, 
/**
 * Whether the person paused it.
 */
paused: boolean, 
/**
 * Why it has stopped by itself, if it has. It goes on by itself, too.
 */
stopped: Stopped | null, 
/**
 * A guess at the seconds that are left, when there is ground for one.
 */
eta_seconds: number | null, 
/**
 * Said for long lists, after the first pages: the space to expect.
 */
space: SpaceEstimate | null, 
/**
 * Whether pictures are left out of what is being saved.
 */
text_only: boolean, };

/**
 * A passage by its words and what stands around them: the `TextQuoteSelector` of the Web
 * Annotation Data Model, <https://www.w3.org/TR/annotation-model/#text-quote-selector>, with the
 * place as a hint for words that occur more than once.
 */
export type Quote = { 
/**
 * The passage.
 */
exact: string, 
/**
 * The characters before it, a few dozen.
 */
prefix: string, 
/**
 * The characters behind it, a few dozen.
 */
suffix: string, 
/**
 * How many characters other than white space stood before it.
 */
start: number, };

/**
 * What was kept of a page and what was left out.
 */
export type Receipt = { 
/**
 * Paragraphs kept.
 */
paragraphs_kept: number, 
/**
 * Paragraphs of the page's article.
 */
paragraphs_total: number, 
/**
 * Pictures stored here.
 */
pictures_kept: number, 
/**
 * Pictures that are still to be fetched.
 */
pictures_waiting: number, 
/**
 * Pictures that could not be had.
 */
pictures_missing: number, 
/**
 * Blocks left out.
 */
left_out: number, 
/**
 * Blocks that the person put back.
 */
restored: number, 
/**
 * Share of the text that was kept.
 */
completeness: number, };

/**
 * A file of which nothing was taken.
 */
export type RefusedFile = { 
/**
 * Its name.
 */
name: string, 
/**
 * Why.
 */
fault: FileFault, };

/**
 * A query with words put in the place of others.
 */
export type Respelt = { 
/**
 * Its text.
 */
query: string, 
/**
 * The words that were put in, in their order.
 */
changed: Array<QueryPart>, };

/**
 * One entry in a list.
 */
export type Row = { 
/**
 * Its id.
 */
id: ArticleId, 
/**
 * Where it stands.
 */
standing: Standing, 
/**
 * What happens to it just now, when something does.
 */
stage: Stage | null, 
/**
 * Its address.
 */
url: string, 
/**
 * The address as people say it: host and path, safe to show.
 */
shown_url: string, 
/**
 * The host without `www.`.
 */
host: string, 
/**
 * Its title, when one is known.
 */
title: string | null, 
/**
 * The site's name.
 */
site: string | null, 
/**
 * The authors' names in one line.
 */
byline: string | null, 
/**
 * The first words.
 */
excerpt: string | null, 
/**
 * When it was saved.
 */
saved_at: Timestamp, 
/**
 * When it was published.
 */
published: PageTime | null, 
/**
 * Its picture's name in the `media:` scheme.
 */
thumbnail: string | null, 
/**
 * Minutes to read, at least one; none without a text.
 */
reading_minutes: number | null, 
/**
 * BCP 47 tag of its language.
 */
language: string | null, 
/**
 * Direction of its text.
 */
direction: Direction, 
/**
 * Not read yet.
 */
unread: boolean, 
/**
 * Starred.
 */
starred: boolean, 
/**
 * In the trash.
 */
trashed: boolean, 
/**
 * How far it was read.
 */
progress: number, 
/**
 * Its tags, by name.
 */
tags: Array<TagRef>, 
/**
 * How its content came.
 */
how: HowTaken | null, 
/**
 * Share of the page's article text that was kept.
 */
completeness: number | null, 
/**
 * Why it is not an article, or what went wrong.
 */
problem: Problem | null, 
/**
 * Where the query hit its text; empty without a query.
 */
snippet: Array<SnippetPart>, };

/**
 * What salvaging a damaged archive gave.
 */
export type Salvaged = { 
/**
 * Entries in the new archive.
 */
articles: number, 
/**
 * Entries that are lost, or whose text is.
 */
lost: number, 
/**
 * The name that the damaged database is kept aside under; none when it was sound and
 * nothing was done.
 */
aside: string | null, };

/**
 * What became of something given to be saved.
 */
export type SaveOutcome = { 
/**
 * New entries, in the order given, at most 200 of them.
 */
added: Array<ArticleId>, 
/**
 * How many entries are new.
 */
added_count: number, 
/**
 * Entries that were there before.
 */
already: Array<Already>, 
/**
 * Lines in which there is no link, the first 200.
 */
skipped: Array<Skipped>, 
/**
 * How many lines these are.
 */
skipped_count: number, 
/**
 * Files of which nothing was taken.
 */
refused: Array<RefusedFile>, 
/**
 * Links that had a user name or password, which were left out.
 */
had_credentials: number, 
/**
 * Whether there was nothing to save in it.
 */
nothing: boolean, };

/**
 * What a paste, drop or the field holds.
 */
export type SaveRequest = { 
/**
 * Plain text.
 */
text: string | null, 
/**
 * HTML.
 */
html: string | null, 
/**
 * A list of addresses, one a line.
 */
uri_list: string | null, };

/**
 * A search that was pinned to the sidebar.
 */
export type SavedSearch = { 
/**
 * Its id.
 */
id: SavedSearchId, 
/**
 * The words in the sidebar.
 */
name: string, 
/**
 * The query.
 */
query: string, };

/**
 * Names a saved search.
 */
export type SavedSearchId = string;

/**
 * A link that was left out of the article, kept as data.
 */
export type SeeAlso = { 
/**
 * The absolute address.
 */
url: string, 
/**
 * The words of the link.
 */
title: string, };

/**
 * What the person chose, with the defaults of a new archive.
 */
export type Settings = { 
/**
 * Light, sepia, dark or as the system.
 */
theme: Theme, 
/**
 * Size of the article's letters, pixels.
 */
text_size: number, 
/**
 * Width of the article's column, characters.
 */
measure: number, 
/**
 * Serif or sans for the article.
 */
face: Face, 
/**
 * Save pages without their pictures.
 */
text_only: boolean, };

/**
 * Something in a list that could not be taken.
 */
export type Skipped = { 
/**
 * The line, counted from 1; 0 when there are no lines.
 */
line: number, 
/**
 * Why.
 */
reason: string, 
/**
 * Its first characters.
 */
text: string, };

/**
 * A piece of a text, and whether the search hit it.
 */
export type SnippetPart = { 
/**
 * The words.
 */
text: string, 
/**
 * Whether they match.
 */
hit: boolean, };

/**
 * The order of a list.
 */
export type Sort = "saved" | "published" | "relevance";

/**
 * The space that a long list will take.
 */
export type SpaceEstimate = { 
/**
 * Bytes that the rest will need, judged by the pages saved so far.
 */
needed: number, 
/**
 * Bytes that are free.
 */
free: number, 
/**
 * Pages that the guess rests on.
 */
sampled: number, };

/**
 * What happens to an entry just now.
 */
export type Stage = "queued" | "fetching" | "cleaning" | "pictures";

/**
 * The stage of one entry.
 */
export type StageOf = { 
/**
 * The entry.
 */
id: ArticleId, 
/**
 * Its stage; none when nothing happens to it any more.
 */
stage: Stage | null, };

/**
 * Where an entry stands between the link that was given and the article.
 */
export type Standing = "waiting" | "article" | "link" | "failed";

/**
 * Why the disk takes nothing.
 */
export type StopReason = "disk_full" | "read_only" | "disk";

/**
 * A stop of the saving, because the disk takes nothing.
 */
export type Stopped = { 
/**
 * Why.
 */
reason: StopReason, 
/**
 * Bytes that have to be freed, where that is known.
 */
missing: number | null, };

/**
 * A tag and how many entries carry it.
 */
export type TagCount = { 
/**
 * Its id.
 */
id: TagId, 
/**
 * Its name; `/` nests.
 */
name: string, 
/**
 * Entries that carry it.
 */
count: number, 
/**
 * Whether it stands in the sidebar.
 */
pinned: boolean, };

/**
 * Names a tag; its name is apart and may change.
 */
export type TagId = string;

/**
 * A tag on an entry.
 */
export type TagRef = { 
/**
 * Its id.
 */
id: TagId, 
/**
 * Its name.
 */
name: string, };

/**
 * The colours of the window.
 */
export type Theme = "system" | "light" | "sepia" | "dark";

/**
 * A system time: whole milliseconds since 1970-01-01T00:00:00Z.
 */
export type Timestamp = number;

/**
 * An act that can be undone.
 */
export type UndoKind = "save" | "trash" | "untrash" | "read" | "star" | "tag" | "tag_names" | "correct" | "restore" | "highlight";

/**
 * What an undo did.
 */
export type UndoOutcome = { 
/**
 * What was undone; none when there was nothing.
 */
what: UndoKind | null, 
/**
 * The entries that it touched, at most 200.
 */
ids: Array<ArticleId>, 
/**
 * How many entries it touched.
 */
count: number, };

/**
 * Names one dated capture of an article.
 */
export type VersionId = string;

/**
 * One dated capture.
 */
export type VersionRow = { 
/**
 * Its id.
 */
id: VersionId, 
/**
 * When its page was asked for.
 */
captured_at: Timestamp, 
/**
 * How it came.
 */
how: HowTaken, 
/**
 * Its words.
 */
word_count: number, };

/**
 * What part of the archive a list shows.
 */
export type View = "unread" | "starred" | "all" | "links" | "trash" | "failed" | { "tag": TagId };

/**
 * Something about an extraction that the person should know.
 */
export type Warning = { 
/**
 * What it is about.
 */
code: WarningCode, 
/**
 * One English sentence, for the terminal and the log; the window has its own words.
 */
message: string, };

/**
 * What a warning is about.
 */
export type WarningCode = "walled" | "cut" | "incomplete" | "live" | "missing_picture" | "more_pages" | "from_text" | "rule_ignored";

/** Every call: what it takes and what it gives. */
export type Commands = {
  /** The state of everything but the list and the article. */
  overview: { args: {  }; result: Overview };
  /** Says what web view the window runs in, so that pages are asked for as it would. */
  introduce: { args: { user_agent: string; languages: Array<string> }; result: Done };
  /** A piece of a list, with or without a search. */
  list: { args: { request: ListRequest }; result: ListPage };
  /** What a list is made of, counted over all its rows. */
  facets: { args: { request: ListRequest }; result: Facets };
  /** What could be typed at a place in a query, in UTF-16 units. */
  complete_query: { args: { text: string; cursor: number }; result: Completions };
  /** One article; moves it to the front of the queue when it still waits. */
  article: { args: { id: ArticleId; version: VersionId | null }; result: ArticleView };
  /** What the field would do with what is typed. */
  hint: { args: { text: string }; result: FieldHint };
  /** Saves what a drop or the field holds. */
  save: { args: { request: SaveRequest }; result: SaveOutcome };
  /** Saves what the clipboard holds; `request` is what the window itself could read. */
  paste: { args: { request: SaveRequest }; result: SaveOutcome };
  /** Puts text on the clipboard. */
  copy: { args: { text: string }; result: Done };
  /** Begins to hand over a file. */
  file_begin: { args: { name: string; size: number }; result: FileToken };
  /** Hands over a part of it, as base64. */
  file_part: { args: { token: string; base64: string }; result: Done };
  /** Ends it: the file is saved or its list taken in. */
  file_end: { args: { token: string }; result: SaveOutcome };
  /** Puts in the sample article. */
  add_sample: { args: {  }; result: SaveOutcome };
  /** Tries again what failed. */
  retry: { args: { ids: Array<ArticleId> }; result: Done };
  /** Fetches an article anew; a change makes a new version. */
  capture_again: { args: { id: ArticleId }; result: Done };
  /** Gives the address of a page that was pasted without one. */
  set_address: { args: { id: ArticleId; url: string }; result: Done };
  /** Answers whether to fetch from a private origin. */
  answer_origin: { args: { origin: string; allow: boolean }; result: Done };
  /** Pauses the queue or lets it go on. */
  pause_queue: { args: { paused: boolean }; result: Done };
  /** Marks as read or unread. */
  set_read: { args: { ids: Array<ArticleId>; read: boolean }; result: Done };
  /** Stars or not. */
  set_starred: { args: { ids: Array<ArticleId>; starred: boolean }; result: Done };
  /** Moves to the trash or back. */
  set_trashed: { args: { ids: Array<ArticleId>; trashed: boolean }; result: Done };
  /** Deletes for good what is in the trash; all of it when `ids` is empty. */
  purge: { args: { ids: Array<ArticleId> }; result: Done };
  /** Takes the last act back. */
  undo: { args: {  }; result: UndoOutcome };
  /** Tags whose name goes on from `prefix`, likeliest first. */
  complete_tag: { args: { prefix: string }; result: Array<TagCount> };
  /** Puts a tag on, making it when it is new. */
  add_tag: { args: { ids: Array<ArticleId>; name: string }; result: Done };
  /** Takes a tag off. */
  remove_tag: { args: { ids: Array<ArticleId>; tag: TagId }; result: Done };
  /** Renames a tag; a name that is taken merges the two. */
  rename_tag: { args: { tag: TagId; name: string }; result: Done };
  /** Takes a tag off everything and deletes it. */
  delete_tag: { args: { tag: TagId }; result: Done };
  /** Pins a tag to the sidebar or not. */
  pin_tag: { args: { tag: TagId; pinned: boolean }; result: Done };
  /** Pins a search to the sidebar. */
  pin_search: { args: { name: string; query: string }; result: Done };
  /** Takes a search from the sidebar. */
  unpin_search: { args: { id: SavedSearchId }; result: Done };
  /** Corrects a field; nothing for `value` goes back to what the page said. */
  correct: { args: { id: ArticleId; field: Field; value: string | null }; result: Done };
  /** Puts a left-out block back, or takes it out again. */
  restore_block: { args: { id: ArticleId; version: VersionId; index: number; restored: boolean }; result: Done };
  /** Marks a passage of a version. */
  add_highlight: { args: { id: ArticleId; version: VersionId; quote: Quote; note: string | null }; result: Marked };
  /** Writes a note on a passage, or takes it away. */
  set_note: { args: { highlight: HighlightId; note: string | null }; result: Done };
  /** Takes the mark of a passage away. */
  remove_highlight: { args: { highlight: HighlightId }; result: Done };
  /** A piece of the list of all passages that hold these words, the last marked first. */
  highlights: { args: { words: string; offset: number; limit: number }; result: HighlightPage };
  /** Remembers how far an article was read. */
  set_progress: { args: { id: ArticleId; progress: number; paragraph: number }; result: Done };
  /** Opens the original page in the browser. */
  open_original: { args: { id: ArticleId }; result: Done };
  /** Opens an address of an article in the browser: http, https and mailto only. */
  open_link: { args: { url: string }; result: Done };
  /** Shows the archive's folder. */
  open_folder: { args: {  }; result: Done };
  /** The problem log, newest first. */
  problems: { args: { limit: number }; result: Array<LogLine> };
  /** Empties the problem log. */
  clear_problems: { args: {  }; result: Done };
  /** Every backup, and what they take. */
  backups: { args: {  }; result: Backups };
  /** Makes a backup and reads it back. */
  back_up_now: { args: {  }; result: Done };
  /** Reads a backup back whole. */
  check_backup: { args: { name: string }; result: Done };
  /** Puts a backup, or what is kept aside, in the place of the archive. */
  restore_backup: { args: { name: string }; result: Done };
  /** Lets go of what is kept aside. */
  remove_aside: { args: { name: string }; result: Done };
  /** Makes a new archive of what can be read of a damaged one. */
  salvage: { args: {  }; result: Salvaged };
  /** Every host that was ever contacted, the last one first. */
  contacts: { args: {  }; result: Array<Contact> };
  /** The entries that a host was contacted for, the last one first. */
  contact_articles: { args: { host: string }; result: Array<ContactArticle> };
  /** The private origins that may be asked. */
  private_origins: { args: {  }; result: Array<PrivateOrigin> };
  /** Takes such a permission back. */
  forget_origin: { args: { origin: string }; result: Done };
  /** The sites that are left alone just now. */
  holds: { args: {  }; result: Array<Hold> };
  /** Takes over what the person chose. */
  set_settings: { args: { settings: Settings }; result: Done };
  /** Remembers something of the window's own. */
  set_session: { args: { session: string }; result: Done };
};
