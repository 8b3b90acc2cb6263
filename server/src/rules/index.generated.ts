// Every rule, by its file. Written by `npm run generate`; edits are lost.
import { apkCacheLeftInLayer } from './apk-cache-left-in-layer.ts';
import { apkCacheRemovedByHand } from './apk-cache-removed-by-hand.ts';
import { apkIndexLeftInLayer } from './apk-index-left-in-layer.ts';
import { aptArchivesLeftInLayer } from './apt-archives-left-in-layer.ts';
import { aptListsLeftInLayer } from './apt-lists-left-in-layer.ts';
import { aptRecommendsInstalled } from './apt-recommends-installed.ts';
import { aptWithoutYes } from './apt-without-yes.ts';
import { archiveCopiedThenUnpacked } from './archive-copied-then-unpacked.ts';
import { baseTaggedLatest } from './base-tagged-latest.ts';
import { baseWithoutDigest } from './base-without-digest.ts';
import { baseWithoutTag } from './base-without-tag.ts';
import { buildToolsInFinalStage } from './build-tools-in-final-stage.ts';
import { bunCacheLeftInLayer } from './bun-cache-left-in-layer.ts';
import { cacheFoundInLayer } from './cache-found-in-layer.ts';
import { cargoCacheLeftInLayer } from './cargo-cache-left-in-layer.ts';
import { cdInRun } from './cd-in-run.ts';
import { cmdRepeated } from './cmd-repeated.ts';
import { composerCacheLeftInLayer } from './composer-cache-left-in-layer.ts';
import { condaCacheLeftInLayer } from './conda-cache-left-in-layer.ts';
import { consecutiveRuns } from './consecutive-runs.ts';
import { constantPlatformInFrom } from './constant-platform-in-from.ts';
import { contextWithoutDockerignore } from './context-without-dockerignore.ts';
import { copiedFileIgnored } from './copied-file-ignored.ts';
import { copyFromEmptyStage } from './copy-from-empty-stage.ts';
import { copyFromOwnStage } from './copy-from-own-stage.ts';
import { copyFromUnknownStage } from './copy-from-unknown-stage.ts';
import { cudaDevelBaseShips } from './cuda-devel-base-ships.ts';
import { cudaLibrariesTwiceInImage } from './cuda-libraries-twice-in-image.ts';
import { cudaTorchInCpuService } from './cuda-torch-in-cpu-service.ts';
import { deadBytesInLayer } from './dead-bytes-in-layer.ts';
import { developmentFilesFoundInLayer } from './development-files-found-in-layer.ts';
import { dnfCacheLeftInLayer } from './dnf-cache-left-in-layer.ts';
import { dnfWithoutYes } from './dnf-without-yes.ts';
import { duplicateFilesInImage } from './duplicate-files-in-image.ts';
import { duplicateStageName } from './duplicate-stage-name.ts';
import { entrypointRepeated } from './entrypoint-repeated.ts';
import { exposeProtocolInCapitals } from './expose-protocol-in-capitals.ts';
import { exposeWithAddress } from './expose-with-address.ts';
import { failedDownloadRunAsScript } from './failed-download-run-as-script.ts';
import { forbiddenOnbuildTrigger } from './forbidden-onbuild-trigger.ts';
import { fullBaseWhereSlimDoes } from './full-base-where-slim-does.ts';
import { goCacheLeftInLayer } from './go-cache-left-in-layer.ts';
import { gradleCacheLeftInLayer } from './gradle-cache-left-in-layer.ts';
import { healthcheckMissing } from './healthcheck-missing.ts';
import { healthcheckRepeated } from './healthcheck-repeated.ts';
import { hexCacheLeftInLayer } from './hex-cache-left-in-layer.ts';
import { highUidWithoutNoLogInit } from './high-uid-without-no-log-init.ts';
import { hostCommandInRun } from './host-command-in-run.ts';
import { ignorePatternHidesCopiedFile } from './ignore-pattern-hides-copied-file.ts';
import { ignorePatternMalformed } from './ignore-pattern-malformed.ts';
import { invalidPort } from './invalid-port.ts';
import { mavenRepositoryLeftInLayer } from './maven-repository-left-in-layer.ts';
import { modelCacheFoundInLayer } from './model-cache-found-in-layer.ts';
import { needlessFilesCopied } from './needless-files-copied.ts';
import { npmCacheLeftInLayer } from './npm-cache-left-in-layer.ts';
import { nugetPackagesLeftInLayer } from './nuget-packages-left-in-layer.ts';
import { opencvWindowsOnServer } from './opencv-windows-on-server.ts';
import { ownerOrModeChangedInNewLayer } from './owner-or-mode-changed-in-new-layer.ts';
import { packageExtrasFoundInLayer } from './package-extras-found-in-layer.ts';
import { pacmanCacheLeftInLayer } from './pacman-cache-left-in-layer.ts';
import { pdmCacheLeftInLayer } from './pdm-cache-left-in-layer.ts';
import { pipCacheLeftInLayer } from './pip-cache-left-in-layer.ts';
import { pipeWithoutPipefail } from './pipe-without-pipefail.ts';
import { pipenvCacheLeftInLayer } from './pipenv-cache-left-in-layer.ts';
import { pipxCacheLeftInLayer } from './pipx-cache-left-in-layer.ts';
import { pnpmStoreLeftInLayer } from './pnpm-store-left-in-layer.ts';
import { poetryCacheLeftInLayer } from './poetry-cache-left-in-layer.ts';
import { redundantTargetPlatform } from './redundant-target-platform.ts';
import { relativeWorkdir } from './relative-workdir.ts';
import { removalInLaterLayer } from './removal-in-later-layer.ts';
import { repositoryFoundInLayer } from './repository-found-in-layer.ts';
import { reservedStageName } from './reserved-stage-name.ts';
import { sbtCacheLeftInLayer } from './sbt-cache-left-in-layer.ts';
import { sdkInFinalStage } from './sdk-in-final-stage.ts';
import { secretFileInLayer } from './secret-file-in-layer.ts';
import { severalDeepLearningFrameworks } from './several-deep-learning-frameworks.ts';
import { severalSourcesToOneName } from './several-sources-to-one-name.ts';
import { shellFormCommand } from './shell-form-command.ts';
import { shellReplacedByLink } from './shell-replaced-by-link.ts';
import { sourceCopiedBeforeDependencyInstall } from './source-copied-before-dependency-install.ts';
import { sudoInRun } from './sudo-in-run.ts';
import { temporaryFilesFoundInLayer } from './temporary-files-found-in-layer.ts';
import { trainingFrameworkBesideOnnxruntime } from './training-framework-beside-onnxruntime.ts';
import { twoBuildsOfOneLibrary } from './two-builds-of-one-library.ts';
import { uvCacheLeftInLayer } from './uv-cache-left-in-layer.ts';
import { wgetBesideCurl } from './wget-beside-curl.ts';
import { wgetProgressInLog } from './wget-progress-in-log.ts';
import { wholeFileSystemCopied } from './whole-file-system-copied.ts';
import { workdirBelowBaseFolder } from './workdir-below-base-folder.ts';
import { yarnCacheLeftInLayer } from './yarn-cache-left-in-layer.ts';
import { yumCacheLeftInLayer } from './yum-cache-left-in-layer.ts';
import { yumWithoutYes } from './yum-without-yes.ts';
import { zypperCacheLeftInLayer } from './zypper-cache-left-in-layer.ts';
import { zypperWithoutYes } from './zypper-without-yes.ts';
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [
  apkCacheLeftInLayer,
  apkCacheRemovedByHand,
  apkIndexLeftInLayer,
  aptArchivesLeftInLayer,
  aptListsLeftInLayer,
  aptRecommendsInstalled,
  aptWithoutYes,
  archiveCopiedThenUnpacked,
  baseTaggedLatest,
  baseWithoutDigest,
  baseWithoutTag,
  buildToolsInFinalStage,
  bunCacheLeftInLayer,
  cacheFoundInLayer,
  cargoCacheLeftInLayer,
  cdInRun,
  cmdRepeated,
  composerCacheLeftInLayer,
  condaCacheLeftInLayer,
  consecutiveRuns,
  constantPlatformInFrom,
  contextWithoutDockerignore,
  copiedFileIgnored,
  copyFromEmptyStage,
  copyFromOwnStage,
  copyFromUnknownStage,
  cudaDevelBaseShips,
  cudaLibrariesTwiceInImage,
  cudaTorchInCpuService,
  deadBytesInLayer,
  developmentFilesFoundInLayer,
  dnfCacheLeftInLayer,
  dnfWithoutYes,
  duplicateFilesInImage,
  duplicateStageName,
  entrypointRepeated,
  exposeProtocolInCapitals,
  exposeWithAddress,
  failedDownloadRunAsScript,
  forbiddenOnbuildTrigger,
  fullBaseWhereSlimDoes,
  goCacheLeftInLayer,
  gradleCacheLeftInLayer,
  healthcheckMissing,
  healthcheckRepeated,
  hexCacheLeftInLayer,
  highUidWithoutNoLogInit,
  hostCommandInRun,
  ignorePatternHidesCopiedFile,
  ignorePatternMalformed,
  invalidPort,
  mavenRepositoryLeftInLayer,
  modelCacheFoundInLayer,
  needlessFilesCopied,
  npmCacheLeftInLayer,
  nugetPackagesLeftInLayer,
  opencvWindowsOnServer,
  ownerOrModeChangedInNewLayer,
  packageExtrasFoundInLayer,
  pacmanCacheLeftInLayer,
  pdmCacheLeftInLayer,
  pipCacheLeftInLayer,
  pipeWithoutPipefail,
  pipenvCacheLeftInLayer,
  pipxCacheLeftInLayer,
  pnpmStoreLeftInLayer,
  poetryCacheLeftInLayer,
  redundantTargetPlatform,
  relativeWorkdir,
  removalInLaterLayer,
  repositoryFoundInLayer,
  reservedStageName,
  sbtCacheLeftInLayer,
  sdkInFinalStage,
  secretFileInLayer,
  severalDeepLearningFrameworks,
  severalSourcesToOneName,
  shellFormCommand,
  shellReplacedByLink,
  sourceCopiedBeforeDependencyInstall,
  sudoInRun,
  temporaryFilesFoundInLayer,
  trainingFrameworkBesideOnnxruntime,
  twoBuildsOfOneLibrary,
  uvCacheLeftInLayer,
  wgetBesideCurl,
  wgetProgressInLog,
  wholeFileSystemCopied,
  workdirBelowBaseFolder,
  yarnCacheLeftInLayer,
  yumCacheLeftInLayer,
  yumWithoutYes,
  zypperCacheLeftInLayer,
  zypperWithoutYes,
];
