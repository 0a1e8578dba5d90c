ALTER TABLE `tickets` ADD `rank` text;--> statement-breakpoint
CREATE INDEX `tickets_rank` ON `tickets` (`status`,`rank`);