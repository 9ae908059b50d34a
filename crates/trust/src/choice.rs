//! Which of several paths counts.

use crate::certificate::Certificate;
use crate::graph::Path;
use crate::path::{Problem, Purpose, Times, examine, strength};
use crate::revocation::Ruling;
use crate::verdict::Status;
use std::cmp::Reverse;

/// The path that counts, and all that is held against it.
#[derive(Debug)]
pub(crate) struct Choice<'p, 'g> {
    pub(crate) path: &'p Path<'g>,
    /// What is wrong with it, revocation left out.
    pub(crate) problems: Vec<Problem>,
    /// Whether its certificates were revoked, and what follows.
    pub(crate) ruling: Ruling,
}

/// The path that counts for `purpose`. `rule` says of a path whether its certificates were revoked.
///
/// That is one that holds and of which nothing was revoked; of several, one of which more is known, or else a stronger
/// one. So a revoked certificate does no harm where another path leads around it. But who says of a certificate that
/// somebody else may have its key says it of the key: no other certificate for that key helps then. Where no path holds,
/// the one that comes closest is meant. Nothing of it hangs on the order of the paths, unless they are equally good.
pub(crate) fn choose<'p, 'g>(
    paths: &'p [Path<'g>],
    purpose: Purpose,
    times: Times,
    rule: impl Fn(&Path<'g>) -> Ruling,
) -> Option<Choice<'p, 'g>> {
    let judged = paths.iter().map(|path| (path, examine(path, purpose, times)));
    let (holding, others): (Vec<_>, Vec<_>) = judged.partition(|(_, problems)| problems.is_empty());
    if holding.is_empty() {
        // The later a status stands in the list, the further the path got.
        let closest = others.into_iter().rev().max_by_key(|(_, problems)| problems.iter().map(|one| one.status).min());
        return closest.map(|(path, problems)| Choice { path, problems, ruling: rule(path) });
    }
    let mut ruled: Vec<_> = holding.into_iter().map(|(path, _)| (path, rule(path))).collect();
    let lost: Vec<_> = ruled.iter().flat_map(|(_, ruling)| ruling.lost.clone()).collect();
    for (path, ruling) in &mut ruled {
        let below = path.certificates.iter().take(path.judged());
        let lost = lost.iter().find(|(lost, _)| below.clone().any(|one| is_twin(one, lost)));
        ruling.problems.extend(lost.map(|(lost, text)| {
            let name = lost.short_name();
            Problem::new(Status::Revoked, format!("another certificate for the key of '{name}' was revoked: {text}"))
        }));
    }
    let worth = |(path, ruling): &(&Path<'g>, Ruling)| {
        let told = ruling.lost.is_empty() == ruling.problems.is_empty();
        (ruling.problems.is_empty(), told, ruling.unknown.is_empty(), Reverse(strength(path).0))
    };
    let best = ruled.into_iter().rev().max_by_key(worth);
    best.map(|(path, ruling)| Choice { path, problems: Vec::new(), ruling })
}

/// Whether two certificates are different ones for the same key.
fn is_twin(one: &Certificate, other: &Certificate) -> bool {
    one.spki() == other.spki() && one.sha256() != other.sha256()
}
