// Every rule, by its file. Written by `npm run generate`; edits are lost.
import { addWhereCopyDoes } from './add-where-copy-does.ts';
import { apkBuildPackagesRemovedByName } from './apk-build-packages-removed-by-name.ts';
import { apkCacheLeftInLayer } from './apk-cache-left-in-layer.ts';
import { apkCacheRemovedByHand } from './apk-cache-removed-by-hand.ts';
import { apkIndexLeftInLayer } from './apk-index-left-in-layer.ts';
import { aptArchivesLeftInLayer } from './apt-archives-left-in-layer.ts';
import { aptDistUpgrade } from './apt-dist-upgrade.ts';
import { aptInsteadOfAptGet } from './apt-instead-of-apt-get.ts';
import { aptListsLeftInLayer } from './apt-lists-left-in-layer.ts';
import { aptRecommendsInstalled } from './apt-recommends-installed.ts';
import { aptWithoutYes } from './apt-without-yes.ts';
import { archiveCopiedThenUnpacked } from './archive-copied-then-unpacked.ts';
import { baseTaggedLatest } from './base-tagged-latest.ts';
import { baseWithoutDigest } from './base-without-digest.ts';
import { baseWithoutTag } from './base-without-tag.ts';
import { binaryNotStripped } from './binary-not-stripped.ts';
import { blankLineInContinuation } from './blank-line-in-continuation.ts';
import { blankSeparatedPair } from './blank-separated-pair.ts';
import { browserDownloadedTwice } from './browser-downloaded-twice.ts';
import { buildFolderCopiedWhole } from './build-folder-copied-whole.ts';
import { buildToolsInFinalStage } from './build-tools-in-final-stage.ts';
import { builtInSingleStage } from './built-in-single-stage.ts';
import { bunCacheLeftInLayer } from './bun-cache-left-in-layer.ts';
import { bundlerDevelopmentGroupsInstalled } from './bundler-development-groups-installed.ts';
import { bytecodeMissingAtStart } from './bytecode-missing-at-start.ts';
import { bytecodeWrittenAtInstall } from './bytecode-written-at-install.ts';
import { cacheFoundInLayer } from './cache-found-in-layer.ts';
import { cacheMountWithoutEffect } from './cache-mount-without-effect.ts';
import { cargoCacheLeftInLayer } from './cargo-cache-left-in-layer.ts';
import { cargoTargetLeftInLayer } from './cargo-target-left-in-layer.ts';
import { cdInRun } from './cd-in-run.ts';
import { cleanUpCleansNothing } from './clean-up-cleans-nothing.ts';
import { cmdRepeated } from './cmd-repeated.ts';
import { composerCacheLeftInLayer } from './composer-cache-left-in-layer.ts';
import { composerDevelopmentPackagesInstalled } from './composer-development-packages-installed.ts';
import { condaCacheLeftInLayer } from './conda-cache-left-in-layer.ts';
import { condaShipsWithEnvironment } from './conda-ships-with-environment.ts';
import { consecutiveRuns } from './consecutive-runs.ts';
import { constantPlatformInFrom } from './constant-platform-in-from.ts';
import { contextCopiedBesideArtefact } from './context-copied-beside-artefact.ts';
import { contextWithoutDockerignore } from './context-without-dockerignore.ts';
import { copiedFileIgnored } from './copied-file-ignored.ts';
import { copiedFileMissing } from './copied-file-missing.ts';
import { copyFromEmptyStage } from './copy-from-empty-stage.ts';
import { copyFromOwnStage } from './copy-from-own-stage.ts';
import { copyFromUnknownStage } from './copy-from-unknown-stage.ts';
import { copyWithoutLink } from './copy-without-link.ts';
import { corepackDownloadLeftInLayer } from './corepack-download-left-in-layer.ts';
import { cpuPackagesOnCudaBase } from './cpu-packages-on-cuda-base.ts';
import { cudaDevelBaseShips } from './cuda-devel-base-ships.ts';
import { cudaLibrariesTwiceInImage } from './cuda-libraries-twice-in-image.ts';
import { cudaPackagesInstalledAgain } from './cuda-packages-installed-again.ts';
import { cudaRuntimeBaseBesideCudaWheels } from './cuda-runtime-base-beside-cuda-wheels.ts';
import { cudaTorchInCpuService } from './cuda-torch-in-cpu-service.ts';
import { cudaWheelsForAnotherCuda } from './cuda-wheels-for-another-cuda.ts';
import { curlWithoutFail } from './curl-without-fail.ts';
import { curlWithoutLocation } from './curl-without-location.ts';
import { dataAndCodeInOneLayer } from './data-and-code-in-one-layer.ts';
import { deadBytesInLayer } from './dead-bytes-in-layer.ts';
import { developmentFilesFoundInLayer } from './development-files-found-in-layer.ts';
import { developmentToolsInService } from './development-tools-in-service.ts';
import { dnfCacheLeftInLayer } from './dnf-cache-left-in-layer.ts';
import { dnfWithoutYes } from './dnf-without-yes.ts';
import { downloadWithoutChecksum } from './download-without-checksum.ts';
import { downloadedArchiveLeftInLayer } from './downloaded-archive-left-in-layer.ts';
import { duplicateFilesInImage } from './duplicate-files-in-image.ts';
import { duplicateStageName } from './duplicate-stage-name.ts';
import { emptyDefaultInFrom } from './empty-default-in-from.ts';
import { emulatedBuilderStage } from './emulated-builder-stage.ts';
import { entrypointRepeated } from './entrypoint-repeated.ts';
import { everyPlaywrightBrowserInstalled } from './every-playwright-browser-installed.ts';
import { exposeProtocolInCapitals } from './expose-protocol-in-capitals.ts';
import { exposeWithAddress } from './expose-with-address.ts';
import { fatJarInOneLayer } from './fat-jar-in-one-layer.ts';
import { fetchToolsInFinalStage } from './fetch-tools-in-final-stage.ts';
import { fileRewrittenInNewLayer } from './file-rewritten-in-new-layer.ts';
import { fileWrittenByEcho } from './file-written-by-echo.ts';
import { forbiddenOnbuildTrigger } from './forbidden-onbuild-trigger.ts';
import { frameworkInstalledAgainOnItsBase } from './framework-installed-again-on-its-base.ts';
import { fullBaseWhereSlimDoes } from './full-base-where-slim-does.ts';
import { gemCacheLeftInLayer } from './gem-cache-left-in-layer.ts';
import { gemDocumentationInstalled } from './gem-documentation-installed.ts';
import { giantLayer } from './giant-layer.ts';
import { gitCloneInRun } from './git-clone-in-run.ts';
import { gitHistoryLeftInLayer } from './git-history-left-in-layer.ts';
import { glibcWheelsOnAlpine } from './glibc-wheels-on-alpine.ts';
import { goCacheLeftInLayer } from './go-cache-left-in-layer.ts';
import { gpuKernelsForEveryArchitecture } from './gpu-kernels-for-every-architecture.ts';
import { gradleCacheLeftInLayer } from './gradle-cache-left-in-layer.ts';
import { healthcheckMissing } from './healthcheck-missing.ts';
import { healthcheckRepeated } from './healthcheck-repeated.ts';
import { heavyPackageInstalled } from './heavy-package-installed.ts';
import { hexCacheLeftInLayer } from './hex-cache-left-in-layer.ts';
import { highUidWithoutNoLogInit } from './high-uid-without-no-log-init.ts';
import { hostCommandInRun } from './host-command-in-run.ts';
import { ignorePatternHidesCopiedFile } from './ignore-pattern-hides-copied-file.ts';
import { ignorePatternMalformed } from './ignore-pattern-malformed.ts';
import { ignorePatternMatchesNothing } from './ignore-pattern-matches-nothing.ts';
import { ignorePatternMissesNestedFolders } from './ignore-pattern-misses-nested-folders.ts';
import { ignorePatternWithoutEffect } from './ignore-pattern-without-effect.ts';
import { indexUpdatedAlone } from './index-updated-alone.ts';
import { installAtContainerStart } from './install-at-container-start.ts';
import { installNotBoundToLock } from './install-not-bound-to-lock.ts';
import { installerCopiedIntoLayer } from './installer-copied-into-layer.ts';
import { instructionBeforeFrom } from './instruction-before-from.ts';
import { invalidPort } from './invalid-port.ts';
import { maintainerDeprecated } from './maintainer-deprecated.ts';
import { manifestCopiedWhereAMountDoes } from './manifest-copied-where-a-mount-does.ts';
import { mavenRepositoryLeftInLayer } from './maven-repository-left-in-layer.ts';
import { modelCacheFoundInLayer } from './model-cache-found-in-layer.ts';
import { modelCacheLeftInLayer } from './model-cache-left-in-layer.ts';
import { needlessFilesCopied } from './needless-files-copied.ts';
import { needlessPackageInstalled } from './needless-package-installed.ts';
import { noBuildStage } from './no-build-stage.ts';
import { nodeDevelopmentDependenciesInstalled } from './node-development-dependencies-installed.ts';
import { npmCacheCleanWithoutForce } from './npm-cache-clean-without-force.ts';
import { npmCacheLeftInLayer } from './npm-cache-left-in-layer.ts';
import { nugetPackagesLeftInLayer } from './nuget-packages-left-in-layer.ts';
import { opencvWindowsOnServer } from './opencv-windows-on-server.ts';
import { ownerOrModeChangedInNewLayer } from './owner-or-mode-changed-in-new-layer.ts';
import { packageDocsInstalled } from './package-docs-installed.ts';
import { packageExtrasFoundInLayer } from './package-extras-found-in-layer.ts';
import { packageInstallWithoutCacheMount } from './package-install-without-cache-mount.ts';
import { packagesUpgradedInLayer } from './packages-upgraded-in-layer.ts';
import { pacmanCacheLeftInLayer } from './pacman-cache-left-in-layer.ts';
import { pdmCacheLeftInLayer } from './pdm-cache-left-in-layer.ts';
import { pipCacheLeftInLayer } from './pip-cache-left-in-layer.ts';
import { pipeWithoutPipefail } from './pipe-without-pipefail.ts';
import { pipenvCacheLeftInLayer } from './pipenv-cache-left-in-layer.ts';
import { pipxCacheLeftInLayer } from './pipx-cache-left-in-layer.ts';
import { pnpmStoreLeftInLayer } from './pnpm-store-left-in-layer.ts';
import { poetryCacheLeftInLayer } from './poetry-cache-left-in-layer.ts';
import { preprocessingBesideModel } from './preprocessing-beside-model.ts';
import { readyMadeBaseUnderService } from './ready-made-base-under-service.ts';
import { redundantTargetPlatform } from './redundant-target-platform.ts';
import { relativeCopyWithoutWorkdir } from './relative-copy-without-workdir.ts';
import { relativeWorkdir } from './relative-workdir.ts';
import { removalInLaterLayer } from './removal-in-later-layer.ts';
import { repositoryFoundInLayer } from './repository-found-in-layer.ts';
import { reservedStageName } from './reserved-stage-name.ts';
import { runnerInFrontOfProgram } from './runner-in-front-of-program.ts';
import { rvmSourcesLeftInLayer } from './rvm-sources-left-in-layer.ts';
import { sbtCacheLeftInLayer } from './sbt-cache-left-in-layer.ts';
import { sdkInFinalStage } from './sdk-in-final-stage.ts';
import { secondPythonInstalled } from './second-python-installed.ts';
import { secretFileInLayer } from './secret-file-in-layer.ts';
import { secretInArgumentOrEnvironment } from './secret-in-argument-or-environment.ts';
import { severalDeepLearningFrameworks } from './several-deep-learning-frameworks.ts';
import { severalSourcesToOneName } from './several-sources-to-one-name.ts';
import { shellFormCommand } from './shell-form-command.ts';
import { shellFormHealthcheck } from './shell-form-healthcheck.ts';
import { shellReplacedByLink } from './shell-replaced-by-link.ts';
import { signatureLeftInLayer } from './signature-left-in-layer.ts';
import { sitePackagesWithBuildFiles } from './site-packages-with-build-files.ts';
import { sourceCopiedBeforeDependencyInstall } from './source-copied-before-dependency-install.ts';
import { sourceOutsideContext } from './source-outside-context.ts';
import { sourcesLeftAfterBuild } from './sources-left-after-build.ts';
import { stageWithoutUse } from './stage-without-use.ts';
import { sudoInRun } from './sudo-in-run.ts';
import { temporaryFilesFoundInLayer } from './temporary-files-found-in-layer.ts';
import { temporaryFilesLeftInLayer } from './temporary-files-left-in-layer.ts';
import { trainingFrameworkBesideOnnxruntime } from './training-framework-beside-onnxruntime.ts';
import { twoBuildsOfOneLibrary } from './two-builds-of-one-library.ts';
import { undefinedArgumentInFrom } from './undefined-argument-in-from.ts';
import { undefinedVariable } from './undefined-variable.ts';
import { uvCacheLeftInLayer } from './uv-cache-left-in-layer.ts';
import { variableOfSameEnv } from './variable-of-same-env.ts';
import { volatileValueAboveInstall } from './volatile-value-above-install.ts';
import { weakDependenciesInstalled } from './weak-dependencies-installed.ts';
import { weightsAfterCode } from './weights-after-code.ts';
import { weightsCopiedTwice } from './weights-copied-twice.ts';
import { weightsInSeveralFormats } from './weights-in-several-formats.ts';
import { wgetBesideCurl } from './wget-beside-curl.ts';
import { wgetProgressInLog } from './wget-progress-in-log.ts';
import { wholeFileSystemCopied } from './whole-file-system-copied.ts';
import { wholeModelRepositoryDownloaded } from './whole-model-repository-downloaded.ts';
import { workdirBelowBaseFolder } from './workdir-below-base-folder.ts';
import { yarnCacheLeftInLayer } from './yarn-cache-left-in-layer.ts';
import { yumCacheLeftInLayer } from './yum-cache-left-in-layer.ts';
import { yumWithoutYes } from './yum-without-yes.ts';
import { zypperCacheLeftInLayer } from './zypper-cache-left-in-layer.ts';
import { zypperDistUpgrade } from './zypper-dist-upgrade.ts';
import { zypperWithoutYes } from './zypper-without-yes.ts';
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [
  addWhereCopyDoes,
  apkBuildPackagesRemovedByName,
  apkCacheLeftInLayer,
  apkCacheRemovedByHand,
  apkIndexLeftInLayer,
  aptArchivesLeftInLayer,
  aptDistUpgrade,
  aptInsteadOfAptGet,
  aptListsLeftInLayer,
  aptRecommendsInstalled,
  aptWithoutYes,
  archiveCopiedThenUnpacked,
  baseTaggedLatest,
  baseWithoutDigest,
  baseWithoutTag,
  binaryNotStripped,
  blankLineInContinuation,
  blankSeparatedPair,
  browserDownloadedTwice,
  buildFolderCopiedWhole,
  buildToolsInFinalStage,
  builtInSingleStage,
  bunCacheLeftInLayer,
  bundlerDevelopmentGroupsInstalled,
  bytecodeMissingAtStart,
  bytecodeWrittenAtInstall,
  cacheFoundInLayer,
  cacheMountWithoutEffect,
  cargoCacheLeftInLayer,
  cargoTargetLeftInLayer,
  cdInRun,
  cleanUpCleansNothing,
  cmdRepeated,
  composerCacheLeftInLayer,
  composerDevelopmentPackagesInstalled,
  condaCacheLeftInLayer,
  condaShipsWithEnvironment,
  consecutiveRuns,
  constantPlatformInFrom,
  contextCopiedBesideArtefact,
  contextWithoutDockerignore,
  copiedFileIgnored,
  copiedFileMissing,
  copyFromEmptyStage,
  copyFromOwnStage,
  copyFromUnknownStage,
  copyWithoutLink,
  corepackDownloadLeftInLayer,
  cpuPackagesOnCudaBase,
  cudaDevelBaseShips,
  cudaLibrariesTwiceInImage,
  cudaPackagesInstalledAgain,
  cudaRuntimeBaseBesideCudaWheels,
  cudaTorchInCpuService,
  cudaWheelsForAnotherCuda,
  curlWithoutFail,
  curlWithoutLocation,
  dataAndCodeInOneLayer,
  deadBytesInLayer,
  developmentFilesFoundInLayer,
  developmentToolsInService,
  dnfCacheLeftInLayer,
  dnfWithoutYes,
  downloadWithoutChecksum,
  downloadedArchiveLeftInLayer,
  duplicateFilesInImage,
  duplicateStageName,
  emptyDefaultInFrom,
  emulatedBuilderStage,
  entrypointRepeated,
  everyPlaywrightBrowserInstalled,
  exposeProtocolInCapitals,
  exposeWithAddress,
  fatJarInOneLayer,
  fetchToolsInFinalStage,
  fileRewrittenInNewLayer,
  fileWrittenByEcho,
  forbiddenOnbuildTrigger,
  frameworkInstalledAgainOnItsBase,
  fullBaseWhereSlimDoes,
  gemCacheLeftInLayer,
  gemDocumentationInstalled,
  giantLayer,
  gitCloneInRun,
  gitHistoryLeftInLayer,
  glibcWheelsOnAlpine,
  goCacheLeftInLayer,
  gpuKernelsForEveryArchitecture,
  gradleCacheLeftInLayer,
  healthcheckMissing,
  healthcheckRepeated,
  heavyPackageInstalled,
  hexCacheLeftInLayer,
  highUidWithoutNoLogInit,
  hostCommandInRun,
  ignorePatternHidesCopiedFile,
  ignorePatternMalformed,
  ignorePatternMatchesNothing,
  ignorePatternMissesNestedFolders,
  ignorePatternWithoutEffect,
  indexUpdatedAlone,
  installAtContainerStart,
  installNotBoundToLock,
  installerCopiedIntoLayer,
  instructionBeforeFrom,
  invalidPort,
  maintainerDeprecated,
  manifestCopiedWhereAMountDoes,
  mavenRepositoryLeftInLayer,
  modelCacheFoundInLayer,
  modelCacheLeftInLayer,
  needlessFilesCopied,
  needlessPackageInstalled,
  noBuildStage,
  nodeDevelopmentDependenciesInstalled,
  npmCacheCleanWithoutForce,
  npmCacheLeftInLayer,
  nugetPackagesLeftInLayer,
  opencvWindowsOnServer,
  ownerOrModeChangedInNewLayer,
  packageDocsInstalled,
  packageExtrasFoundInLayer,
  packageInstallWithoutCacheMount,
  packagesUpgradedInLayer,
  pacmanCacheLeftInLayer,
  pdmCacheLeftInLayer,
  pipCacheLeftInLayer,
  pipeWithoutPipefail,
  pipenvCacheLeftInLayer,
  pipxCacheLeftInLayer,
  pnpmStoreLeftInLayer,
  poetryCacheLeftInLayer,
  preprocessingBesideModel,
  readyMadeBaseUnderService,
  redundantTargetPlatform,
  relativeCopyWithoutWorkdir,
  relativeWorkdir,
  removalInLaterLayer,
  repositoryFoundInLayer,
  reservedStageName,
  runnerInFrontOfProgram,
  rvmSourcesLeftInLayer,
  sbtCacheLeftInLayer,
  sdkInFinalStage,
  secondPythonInstalled,
  secretFileInLayer,
  secretInArgumentOrEnvironment,
  severalDeepLearningFrameworks,
  severalSourcesToOneName,
  shellFormCommand,
  shellFormHealthcheck,
  shellReplacedByLink,
  signatureLeftInLayer,
  sitePackagesWithBuildFiles,
  sourceCopiedBeforeDependencyInstall,
  sourceOutsideContext,
  sourcesLeftAfterBuild,
  stageWithoutUse,
  sudoInRun,
  temporaryFilesFoundInLayer,
  temporaryFilesLeftInLayer,
  trainingFrameworkBesideOnnxruntime,
  twoBuildsOfOneLibrary,
  undefinedArgumentInFrom,
  undefinedVariable,
  uvCacheLeftInLayer,
  variableOfSameEnv,
  volatileValueAboveInstall,
  weakDependenciesInstalled,
  weightsAfterCode,
  weightsCopiedTwice,
  weightsInSeveralFormats,
  wgetBesideCurl,
  wgetProgressInLog,
  wholeFileSystemCopied,
  wholeModelRepositoryDownloaded,
  workdirBelowBaseFolder,
  yarnCacheLeftInLayer,
  yumCacheLeftInLayer,
  yumWithoutYes,
  zypperCacheLeftInLayer,
  zypperDistUpgrade,
  zypperWithoutYes,
];
