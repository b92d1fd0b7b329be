//! The calls of the settings: backups, and whom this computer talked to.

use super::{Answer, Calls};
use crate::ipc::types::*;

impl Calls<'_> {
    pub(in crate::ipc) async fn backups(&self) -> Answer<Backups> {
        self.library.backups().await
    }

    pub(in crate::ipc) async fn back_up_now(&self) -> Answer<Done> {
        self.library.back_up().await?;
        Ok(Done {})
    }

    pub(in crate::ipc) async fn check_backup(&self, name: String) -> Answer<Done> {
        self.library.check_backup(name).await?;
        Ok(Done {})
    }

    pub(in crate::ipc) async fn restore_backup(&self, name: String) -> Answer<Done> {
        self.library.restore_backup(name).await?;
        Ok(Done {})
    }

    pub(in crate::ipc) async fn remove_aside(&self, name: String) -> Answer<Done> {
        self.library.remove_aside(name).await?;
        Ok(Done {})
    }

    pub(in crate::ipc) async fn salvage(&self) -> Answer<Salvaged> {
        let salvaged = self.library.salvage().await?;
        Ok(Salvaged { articles: salvaged.articles, lost: salvaged.lost, aside: salvaged.aside })
    }

    pub(in crate::ipc) async fn contacts(&self) -> Answer<Vec<Contact>> {
        self.library.contacts().await
    }

    pub(in crate::ipc) async fn contact_articles(
        &self,
        host: String,
    ) -> Answer<Vec<ContactArticle>> {
        self.library.contact_articles(host).await
    }

    pub(in crate::ipc) async fn private_origins(&self) -> Answer<Vec<PrivateOrigin>> {
        self.library.private_origins().await
    }

    pub(in crate::ipc) async fn forget_origin(&self, origin: String) -> Answer<Done> {
        self.library.forget_origin(origin).await?;
        Ok(Done {})
    }

    pub(in crate::ipc) async fn holds(&self) -> Answer<Vec<Hold>> {
        Ok(self.library.holds())
    }
}
